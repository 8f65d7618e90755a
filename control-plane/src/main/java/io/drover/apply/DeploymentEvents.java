package io.drover.apply;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.AllocDeploymentStatusBuilder;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentState;
import io.drover.contract.model.DeploymentStatus;
import io.drover.contract.model.JobVersion;
import io.drover.event.AllocationHealthSet;
import io.drover.event.DeploymentChange;
import io.drover.event.DeploymentPromoted;
import io.drover.state.SnapshotEditor;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What becomes of deployments. One that was collected or has ended meanwhile is passed over: how it
 * ended first is how it ended. Source: semantics.md 5.
 */
final class DeploymentEvents {

  private DeploymentEvents() {}

  /** What has ended stays as it ended. A version that was deployed is one to go back to. */
  static void change(SnapshotEditor editor, DeploymentChange change) {
    Deployment old = editor.deployment(change.deployment());
    if (old == null || !old.active()) {
      return;
    }
    editor.putDeployment(
        old.withStatus(change.status())
            .withStatusDescription(change.description())
            .withModifyIndex(editor.index()));
    JobVersion version = editor.version(old.job(), old.jobVersion());
    if (change.status() == DeploymentStatus.SUCCESSFUL
        && version != null
        && version.createIndex() == old.jobCreateIndex()) {
      JobStabilityChangedApplier.mark(editor, old.job(), old.jobVersion(), true);
    }
  }

  static void begin(SnapshotEditor editor, Deployment deployment) {
    Deployment old = editor.deployment(deployment.id());
    editor.putDeployment(
        deployment
            .withCreateIndex(old == null ? editor.index() : old.createIndex())
            .withModifyIndex(editor.index()));
  }

  static void promote(SnapshotEditor editor, DeploymentPromoted event) {
    Deployment old = editor.deployment(event.deployment());
    if (old == null || !old.active()) {
      return;
    }
    Map<String, DeploymentState> groups = new TreeMap<>(old.taskGroups());
    for (String name : event.groups()) {
      groups.computeIfPresent(name, (same, group) -> promoted(group, instant(event.time())));
      DeploymentState group = old.taskGroups().get(name);
      if (group != null) {
        group.placedCanaries().forEach(id -> noCanary(editor, id));
      }
    }
    Deployment current = old.withTaskGroups(groups).withModifyIndex(editor.index());
    boolean goesOn = current.status() == DeploymentStatus.RUNNING && !current.requiresPromotion();
    editor.putDeployment(goesOn ? current.withStatusDescription("Deployment is running") : current);
  }

  private static DeploymentState promoted(DeploymentState group, Instant now) {
    DeploymentState current = group.withPromoted(true);
    return group.progressDeadline().isZero() || group.requireProgressBy() == null
        ? current
        : current.withRequireProgressBy(now.plus(group.progressDeadline()));
  }

  /** A canary that is not healthy is none of the group's own allocations and stays a canary. */
  private static void noCanary(SnapshotEditor editor, AllocId id) {
    Allocation canary = editor.allocation(id);
    AllocDeploymentStatus status = canary == null ? null : canary.deploymentStatus();
    if (canary != null
        && status != null
        && !canary.terminal()
        && Boolean.TRUE.equals(status.healthy())) {
      editor.putAllocation(
          canary
              .withDeploymentStatus(status.withCanary(false).withModifyIndex(editor.index()))
              .withModifyIndex(editor.index())
              .withAllocModifyIndex(editor.index()));
    }
  }

  static void setHealth(SnapshotEditor editor, AllocationHealthSet event) {
    event.healthy().forEach(id -> setHealth(editor, id, true, event));
    event.unhealthy().forEach(id -> setHealth(editor, id, false, event));
  }

  private static void setHealth(
      SnapshotEditor editor, AllocId id, boolean healthy, AllocationHealthSet event) {
    Allocation old = editor.allocation(id);
    if (old == null || !old.deploymentId().equals(event.deployment())) {
      return;
    }
    AllocDeploymentStatus status =
        old.deploymentStatus() == null
            ? AllocDeploymentStatusBuilder.builder().build()
            : old.deploymentStatus();
    Allocation current =
        old.withDeploymentStatus(
                status
                    .withHealthy(healthy)
                    .withTimestamp(instant(event.time()))
                    .withModifyIndex(editor.index()))
            .withModifyIndex(editor.index());
    editor.putAllocation(current);
    DeploymentTally.note(editor, old, current);
  }

  private static Instant instant(long unixNanos) {
    return Instant.ofEpochSecond(unixNanos / 1_000_000_000L, unixNanos % 1_000_000_000L);
  }
}
