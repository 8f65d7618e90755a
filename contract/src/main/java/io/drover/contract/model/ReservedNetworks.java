package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** Ports that tasks do not get, as "22,80,8500-8600". */
@RecordBuilder
public record ReservedNetworks(String reservedHostPorts) implements ReservedNetworksBuilder.With {

  public ReservedNetworks {
    reservedHostPorts = Copies.text(reservedHostPorts);
  }
}
