package io.drover.node;

/** Where sessions of nodes belong. */
@FunctionalInterface
public interface Leadership {

  /** {@code host:port} of the leader if that is another member; empty if it is not, or unknown. */
  String elsewhere();
}
