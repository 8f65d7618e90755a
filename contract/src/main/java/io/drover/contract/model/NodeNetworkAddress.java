package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** An address of a node's network. */
@RecordBuilder
public record NodeNetworkAddress(
    String family, String alias, String address, String reservedPorts, String gateway)
    implements NodeNetworkAddressBuilder.With {

  public NodeNetworkAddress {
    family = Copies.text(family);
    alias = Copies.text(alias);
    address = Copies.text(address);
    reservedPorts = Copies.text(reservedPorts);
    gateway = Copies.text(gateway);
  }
}
