package io.drover.apply;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentState;
import io.drover.state.SnapshotEditor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the counts of a deployment true while its allocations change, and moves the time by which
 * it must have progressed. Source: semantics.md 5.
 */
final class DeploymentTally {

  private DeploymentTally() {}

  static void note(SnapshotEditor editor, @Nullable Allocation old, Allocation current) {
    Deployment deployment =
        current.deploymentId().isEmpty() ? null : editor.deployment(current.deploymentId());
    DeploymentState group =
        deployment == null ? null : deployment.taskGroups().get(current.taskGroup());
    if (deployment == null || group == null) {
      return;
    }
    boolean placed = old == null || !old.deploymentId().equals(current.deploymentId());
    Boolean before = old == null || placed ? null : health(old);
    Boolean now = health(current);
    int healthy = count(now, true) - count(before, true);
    int unhealthy = count(now, false) - count(before, false);
    DeploymentState changed =
        group
            .withPlacedAllocs(group.placedAllocs() + (placed ? 1 : 0))
            .withHealthyAllocs(group.healthyAllocs() + healthy)
            .withUnhealthyAllocs(group.unhealthyAllocs() + unhealthy)
            .withPlacedCanaries(canaries(group, current));
    if (placed && group.requireProgressBy() == null) {
      // The first placement starts the time; after that only health moves it.
      changed = progressed(changed, instant(current.modifyTime()));
    } else if (healthy > 0) {
      AllocDeploymentStatus status = current.deploymentStatus();
      changed = progressed(changed, status == null ? null : status.timestamp());
    }
    if (!changed.equals(group)) {
      Map<String, DeploymentState> groups = new TreeMap<>(deployment.taskGroups());
      groups.put(current.taskGroup(), changed);
      editor.putDeployment(deployment.withTaskGroups(groups).withModifyIndex(editor.index()));
    }
  }

  private static @Nullable Boolean health(Allocation allocation) {
    AllocDeploymentStatus status = allocation.deploymentStatus();
    return status == null ? null : status.healthy();
  }

  private static int count(@Nullable Boolean health, boolean wanted) {
    return health != null && health == wanted ? 1 : 0;
  }

  private static List<AllocId> canaries(DeploymentState group, Allocation allocation) {
    AllocDeploymentStatus status = allocation.deploymentStatus();
    if (status == null || !status.canary() || group.placedCanaries().contains(allocation.id())) {
      return group.placedCanaries();
    }
    List<AllocId> all = new ArrayList<>(group.placedCanaries());
    all.add(allocation.id());
    return all;
  }

  private static DeploymentState progressed(DeploymentState group, @Nullable Instant at) {
    if (at == null || group.progressDeadline().isZero()) {
      return group;
    }
    Instant due = at.plus(group.progressDeadline());
    Instant old = group.requireProgressBy();
    return old == null || due.isAfter(old) ? group.withRequireProgressBy(due) : group;
  }

  private static Instant instant(long unixNanos) {
    return Instant.ofEpochSecond(unixNanos / 1_000_000_000L, unixNanos % 1_000_000_000L);
  }
}
