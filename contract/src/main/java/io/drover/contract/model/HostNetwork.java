package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;

/** A named network of a node. */
@RecordBuilder
public record HostNetwork(
    String name,
    @JsonProperty("CIDR") String cidr,
    @JsonProperty("Interface") String interfaceName,
    String reservedPorts)
    implements HostNetworkBuilder.With {

  public HostNetwork {
    name = Copies.text(name);
    cidr = Copies.text(cidr);
    interfaceName = Copies.text(interfaceName);
    reservedPorts = Copies.text(reservedPorts);
  }
}
