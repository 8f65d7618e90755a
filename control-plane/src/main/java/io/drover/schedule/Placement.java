package io.drover.schedule;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.RescheduleEvent;
import io.drover.contract.model.RescheduleTracker;
import io.drover.contract.model.TaskGroup;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An allocation that is to be made.
 *
 * @param previous the one that it comes after, if any
 * @param tracker set if it comes after one that failed or was cut off
 * @param replaces the running one that has to stop for it: it stays if no node is found
 * @param canary it tries the new version, beside the old one
 * @param older it is to have the version that canaries have not replaced yet
 */
record Placement(
    TaskGroup group,
    String name,
    @Nullable Allocation previous,
    @Nullable RescheduleTracker tracker,
    @Nullable Allocation replaces,
    boolean canary,
    boolean older) {

  /** One more of the group. */
  static Placement more(TaskGroup group, String name, boolean older) {
    return new Placement(group, name, null, null, null, false, older);
  }

  static Placement canary(TaskGroup group, String name) {
    return new Placement(group, name, null, null, null, true, false);
  }

  /** Takes the place of one that runs, at the same moment. */
  static Placement replacing(TaskGroup group, Allocation old) {
    return new Placement(group, old.name(), old, null, old, false, false);
  }

  /** Comes after one that is gone or leaves; that of a canary is a canary. */
  static Placement after(
      TaskGroup group,
      Allocation previous,
      @Nullable RescheduleTracker tracker,
      boolean canarying) {
    boolean canary = Canaries.isCanary(previous);
    return new Placement(
        group, previous.name(), previous, tracker, null, canary, canarying && !canary);
  }

  /** The oldest version that it may have in place of the newest. */
  long leastVersion() {
    return previous == null ? 0 : previous.jobRef().version();
  }

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
