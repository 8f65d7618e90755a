package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** The Consul namespace of a group. */
@RecordBuilder
public record ConsulBlock(String namespace) implements ConsulBlockBuilder.With {

  public ConsulBlock {
    namespace = Copies.text(namespace);
  }
}
