package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** A port of a group: Value is the port on the node, To the port inside the allocation. */
@RecordBuilder
public record Port(String label, int value, int to, String hostNetwork)
    implements PortBuilder.With {

  public Port {
    label = Copies.text(label);
    hostNetwork = Copies.text(hostNetwork);
  }
}
