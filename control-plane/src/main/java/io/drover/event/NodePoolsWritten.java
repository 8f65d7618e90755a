package io.drover.event;

import io.drover.contract.model.NodePool;
import java.util.List;

/** Node pools were made or changed. */
public record NodePoolsWritten(List<NodePool> nodePools) implements Event {

  public NodePoolsWritten {
    nodePools = nodePools == null ? List.of() : List.copyOf(nodePools);
  }
}
