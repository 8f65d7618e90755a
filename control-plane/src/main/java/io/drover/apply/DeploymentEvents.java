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
import io.drover.event.JobStabilityChanged;
import io.drover.state.SnapshotEditor;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What becomes of deployments; one that was collected meanwhile is passed over. */
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
      JobStabilityChangedApplier.apply(
          editor, new JobStabilityChanged(old.job(), old.jobVersion(), true));
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
    if (old == null) {
      return;
    }
    Map<String, DeploymentState> groups = new TreeMap<>(old.taskGroups());
    groups.replaceAll(
        (name, group) -> {
          boolean meant = event.groups().isEmpty() || event.groups().contains(name);
          return meant && group.desiredCanaries() > 0 ? group.withPromoted(true) : group;
        });
    for (DeploymentState group : groups.values()) {
      if (group.promoted()) {
        group.placedCanaries().forEach(id -> noCanary(editor, id));
      }
    }
    editor.putDeployment(old.withTaskGroups(groups).withModifyIndex(editor.index()));
  }

  private static void noCanary(SnapshotEditor editor, AllocId id) {
    Allocation canary = editor.allocation(id);
    if (canary != null && canary.deploymentStatus() != null) {
      AllocDeploymentStatus status = canary.deploymentStatus().withCanary(false);
      editor.putAllocation(
          canary
              .withDeploymentStatus(status.withModifyIndex(editor.index()))
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
                    .withTimestamp(
                        Instant.ofEpochSecond(
                            event.time() / 1_000_000_000L, event.time() % 1_000_000_000L))
                    .withModifyIndex(editor.index()))
            .withModifyIndex(editor.index())
            .withAllocModifyIndex(editor.index())
            .withModifyTime(event.time());
    editor.putAllocation(current);
    DeploymentTally.note(editor, old, current);
  }
}
