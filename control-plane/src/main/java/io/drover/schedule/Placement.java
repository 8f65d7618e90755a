package io.drover.schedule;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.RescheduleEvent;
import io.drover.contract.model.TaskGroup;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An allocation that is to be made.
 *
 * @param previous the one that it comes after, if any
 * @param rescheduled it comes after one that failed
 * @param replaces the running one that has to stop for it: it stays if no node is found
 */
record Placement(
    TaskGroup group,
    String name,
    @Nullable Allocation previous,
    boolean rescheduled,
    @Nullable Allocation replaces) {

  /** Nodes on which it failed before. */
  Set<NodeId> penalised() {
    if (previous == null) {
      return Set.of();
    }
    Set<NodeId> nodes = new HashSet<>();
    if (previous.clientStatus() == ClientStatus.FAILED) {
      nodes.add(previous.nodeId());
    }
    if (previous.rescheduleTracker() != null) {
      for (RescheduleEvent event : previous.rescheduleTracker().events()) {
        nodes.add(event.prevNodeId());
      }
    }
    return nodes;
  }
}
