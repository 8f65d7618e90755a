package io.drover.schedule;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Eligibility;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.event.AllocationStop;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a plan against a state that may be newer than the one it was made from, node by node, with
 * the same {@link NodeLoad} that the scheduler ranks with. Source: semantics.md 8.
 */
public final class PlanCheck {
  private PlanCheck() {}

  /**
   * What of a plan does not hold.
   *
   * @param refused nodes that cannot take what the plan has for them, with the reason
   * @param heldBack stops whose replacement was refused: nothing that runs is lost for something
   *     that does not start
   */
  public record Verdict(Map<NodeId, String> refused, Set<AllocId> heldBack) {}

  /** Checks every node of the plan. */
  public static Verdict check(Snapshot snapshot, Plan plan) {
    Map<NodeId, List<Allocation>> byNode = new LinkedHashMap<>();
    for (Allocation placement : plan.placements()) {
      byNode.computeIfAbsent(placement.nodeId(), n -> new ArrayList<>()).add(placement);
    }
    Map<AllocId, NodeId> homes = new HashMap<>();
    plan.placements().forEach(placement -> homes.put(placement.id(), placement.nodeId()));
    Set<AllocId> leaving = new HashSet<>();
    plan.stops().forEach(stop -> leaving.add(stop.id()));
    Map<NodeId, String> refused = new LinkedHashMap<>();
    Set<AllocId> heldBack = new HashSet<>();
    int before;
    do { // What is held back takes room that something else may have counted on.
      before = heldBack.size();
      byNode.forEach(
          (node, placements) -> {
            String reason =
                refused.containsKey(node) ? null : reason(snapshot, node, placements, leaving);
            if (reason != null) {
              refused.put(node, reason);
            }
          });
      for (AllocationStop stop : plan.stops()) {
        NodeId preemptor = stop.preemptedBy() == null ? null : homes.get(stop.preemptedBy());
        if (preemptor != null && refused.containsKey(preemptor) && leaving.remove(stop.id())) {
          heldBack.add(stop.id());
        }
      }
      for (Allocation placement : plan.placements()) {
        AllocId previous = placement.previousAllocation();
        if (previous != null && refused.containsKey(placement.nodeId())) {
          if (leaving.remove(previous)) {
            heldBack.add(previous);
          }
        }
      }
    } while (heldBack.size() > before);
    return new Verdict(refused, heldBack);
  }

  private static @Nullable String reason(
      Snapshot snapshot, NodeId id, List<Allocation> placements, Set<AllocId> leaving) {
    Set<AllocId> updated = new HashSet<>();
    for (Allocation placement : placements) {
      Allocation old = snapshot.allocation(placement.id());
      if (old != null) {
        updated.add(old.id());
      }
    }
    if (updated.size() == placements.size()) {
      return null; // Nothing new: what is there only goes on.
    }
    Node node = snapshot.node(id);
    if (node == null) {
      return "node does not exist";
    }
    if (node.status() == NodeStatus.DISCONNECTED) {
      return "node is disconnected and contains invalid updates";
    }
    if (node.status() != NodeStatus.READY) {
      return "node is not ready for placements";
    }
    if (node.schedulingEligibility() != Eligibility.ELIGIBLE || node.drainStrategy() != null) {
      return "node is not eligible";
    }
    return fits(snapshot, node, placements)
        ? null
        : conflict(snapshot, node, placements, leaving, updated);
  }

  /**
   * Whether the new work fits beside everything that is there, what is about to leave included.
   * Most does, and then nothing has to be looked at one by one.
   */
  private static boolean fits(Snapshot snapshot, Node node, List<Allocation> placements) {
    NodeLoad load = Cluster.load(snapshot, node);
    for (Allocation placement : placements) {
      if (!NodeLoad.plain(placement.allocatedResources())) {
        return false;
      }
      load.hold(placement.allocatedResources());
    }
    return load.exceeded(0, 0, 0) == null;
  }

  private static @Nullable String conflict(
      Snapshot snapshot,
      Node node,
      List<Allocation> placements,
      Set<AllocId> leaving,
      Set<AllocId> updated) {
    NodeLoad load = new NodeLoad(node);
    for (Allocation allocation : snapshot.openAllocationsOn(node.id())) {
      boolean stays = !allocation.terminal() && !leaving.contains(allocation.id());
      if (stays && !updated.contains(allocation.id())) {
        load.hold(allocation.allocatedResources());
      }
    }
    for (Allocation placement : placements) {
      if (!placement.terminal()) {
        load.hold(placement.allocatedResources());
      }
    }
    return load.conflict();
  }
}
