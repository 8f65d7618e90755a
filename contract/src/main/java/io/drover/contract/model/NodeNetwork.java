package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** A network of a node. */
@RecordBuilder
public record NodeNetwork(
    String mode, String device, String macAddress, int speed, List<NodeNetworkAddress> addresses)
    implements NodeNetworkBuilder.With {

  public NodeNetwork {
    mode = Copies.text(mode);
    device = Copies.text(device);
    macAddress = Copies.text(macAddress);
    addresses = Copies.list(addresses);
  }
}
