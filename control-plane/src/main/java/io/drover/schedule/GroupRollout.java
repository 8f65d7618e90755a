package io.drover.schedule;

import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentState;
import io.drover.contract.model.DeploymentStateBuilder;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.UpdateStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a group in the deployment of its job: that of the one that goes on, or that of one
 * that may begin. Source: semantics.md 4.3.
 */
final class GroupRollout {
  private final Rollout rollout;
  private final TaskGroup group;
  private final boolean existing;
  private DeploymentState progress;

  GroupRollout(Rollout rollout, TaskGroup group) {
    this.rollout = rollout;
    this.group = group;
    DeploymentState found = rollout.of(group.name());
    this.existing = found != null;
    this.progress = found == null ? fresh(rolling(group)) : found;
  }

  private static DeploymentState fresh(@Nullable UpdateStrategy update) {
    DeploymentStateBuilder state = DeploymentStateBuilder.builder();
    if (update != null) {
      state
          .autoRevert(update.autoRevert())
          .autoPromote(update.autoPromote())
          .progressDeadline(update.progressDeadline());
    }
    return state.build();
  }

  /** How the group is updated step by step; null if all of it goes at once. */
  static @Nullable UpdateStrategy rolling(TaskGroup group) {
    UpdateStrategy update = group.update();
    return update == null || update.maxParallel() == 0 ? null : update;
  }

  /** True as long as canaries are tried that nobody has promoted yet. */
  boolean canarying() {
    return progress.desiredCanaries() > 0 && !progress.promoted();
  }

  /** True if nothing but what is urgent may be placed now. */
  boolean waits() {
    return rollout.paused() || rollout.failed() || canarying();
  }

  /**
   * A deployment that begins is complete once so many more are healthy, but never more than the
   * group is to have: what is surplus and changes before it goes is not waited for.
   */
  void expect(int more) {
    if (!existing) {
      progress = progress.withDesiredTotal(Math.min(group.count(), progress.desiredTotal() + more));
    }
  }

  /** How many canaries are missing; from then on the group waits for their promotion. */
  int missingCanaries(List<Allocation> canaries, List<Allocation> destructive) {
    UpdateStrategy update = group.update();
    int wanted = update == null ? 0 : update.canary();
    if (destructive.isEmpty() || canaries.size() >= wanted || progress.promoted()) {
      return 0;
    }
    progress = progress.withDesiredCanaries(wanted);
    return wanted - canaries.size();
  }

  /** How many allocations may change now, so that enough of them stay healthy. */
  int mostChanges(List<Allocation> staying, boolean changing) {
    UpdateStrategy update = rolling(group);
    if (update == null || !changing) {
      return group.count();
    }
    Deployment deployment = rollout.current();
    if (deployment == null) {
      return update.maxParallel();
    }
    if (waits()) {
      return 0;
    }
    int most = update.maxParallel();
    for (Allocation allocation : staying) {
      if (deployment.id().equals(allocation.deploymentId())) {
        AllocDeploymentStatus status = allocation.deploymentStatus();
        Boolean healthy = status == null ? null : status.healthy();
        if (Boolean.FALSE.equals(healthy)) {
          return 0; // Nothing more is touched beside one that is unhealthy.
        }
        most -= healthy == null ? 1 : 0;
      }
    }
    return Math.max(0, most);
  }

  /** Makes the group part of a deployment, if it is not yet and this is the time for it. */
  void join(boolean changesOrIsNew) {
    if (!existing && changesOrIsNew && rolling(group) != null && progress.desiredTotal() > 0) {
      rollout.join(group.name(), progress);
    }
  }

  /** True when as many are healthy as have to be, and canaries were promoted. */
  boolean complete() {
    if (rollout.current() == null) {
      return false;
    }
    DeploymentState state = rollout.of(group.name());
    return state == null
        || state.healthyAllocs() >= Math.max(state.desiredTotal(), state.desiredCanaries())
            && (state.desiredCanaries() == 0 || state.promoted());
  }
}
