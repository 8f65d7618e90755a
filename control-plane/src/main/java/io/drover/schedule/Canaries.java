package io.drover.schedule;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The canaries of a group: those that are there, and what becomes of those that are not wanted any
 * more. Source: semantics.md 4.3.
 *
 * @param present canaries of the current deployment on nodes that are well
 * @param others all allocations of the group that are still to be considered, those included
 */
record Canaries(List<Allocation> present, List<Allocation> others) {

  static boolean isCanary(Allocation allocation) {
    AllocDeploymentStatus status = allocation.deploymentStatus();
    return status != null && status.canary();
  }

  /**
   * Stops canaries that were never promoted and never will be. A wanted one on a node that drains
   * or is lost is stopped too, and made again as any canary that is missing.
   */
  static Canaries settle(
      TaskGroup group,
      List<Allocation> all,
      Rollout rollout,
      Standings standings,
      Reconciliation result) {
    Set<AllocId> abandoned = rollout.abandonedCanaries();
    Set<AllocId> wanted = rollout.canaries();
    if (abandoned.isEmpty() && wanted.isEmpty()) {
      return new Canaries(List.of(), all);
    }
    List<Allocation> present = new ArrayList<>();
    List<Allocation> others = new ArrayList<>();
    for (Allocation allocation : all) {
      if (abandoned.contains(allocation.id())) {
        if (!allocation.terminal()) {
          result.stop(allocation, Descriptions.NOT_NEEDED);
          result.desired.add(group.name(), Desired.Change.STOP);
        }
      } else if (!wanted.contains(allocation.id())) {
        others.add(allocation);
      } else {
        switch (standings.of(allocation)) {
          case MOVES -> result.stop(allocation, Descriptions.MIGRATING);
          case LOST -> result.lose(allocation, null);
          case STAYS -> {
            present.add(allocation);
            others.add(allocation);
          }
          case CUT_OFF, RETURNS, AWAITED -> others.add(allocation);
        }
      }
    }
    return new Canaries(present, others);
  }
}
