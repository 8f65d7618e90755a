package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A set of nodes that jobs name; a node is in one, and in {@link #ALL}. */
@RecordBuilder
public record NodePool(
    String name,
    String description,
    Map<String, String> meta,
    @Nullable PoolScheduling schedulerConfiguration,
    long createIndex,
    long modifyIndex)
    implements NodePoolBuilder.With {

  /** The pool that every node is in. */
  public static final String ALL = "all";

  /** The pool of nodes and jobs that name none. */
  public static final String DEFAULT = "default";

  public NodePool {
    name = Copies.text(name);
    description = Copies.text(description);
    meta = Copies.map(meta);
  }

  /** True for the pools that are always there. */
  public boolean builtIn() {
    return name.equals(ALL) || name.equals(DEFAULT);
  }
}
