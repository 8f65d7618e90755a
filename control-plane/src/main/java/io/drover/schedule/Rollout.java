package io.drover.schedule;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentBuilder;
import io.drover.contract.model.DeploymentState;
import io.drover.contract.model.DeploymentStatus;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobVersion;
import io.drover.event.DeploymentChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The deployment of the version that a service job is at, be it one that is there or one that
 * begins now, and what becomes of an older one. Source: semantics.md 4.2, 4.3, 5.
 */
final class Rollout {
  private final Evaluation evaluation;
  private final @Nullable JobVersion version;
  private final Ids ids;
  private final @Nullable Deployment old;
  private final List<DeploymentChange> changes = new ArrayList<>();
  private @Nullable Deployment current;
  private boolean begins;

  /** The version is null if the job is stopped, the deployment if it never had one. */
  Rollout(
      Evaluation evaluation, @Nullable JobVersion version, @Nullable Deployment latest, Ids ids) {
    this.evaluation = evaluation;
    this.version = version;
    this.ids = ids;
    if (latest == null) {
      old = null;
    } else if (version == null) {
      cancel(latest, Descriptions.JOB_STOPPED);
      old = latest;
    } else if (latest.jobCreateIndex() != version.createIndex()
        || latest.jobVersion() != version.version()) {
      cancel(latest, Descriptions.NEWER_JOB);
      old = latest;
    } else if (latest.status() == DeploymentStatus.SUCCESSFUL) {
      old = latest;
    } else {
      old = null;
      current = latest;
    }
  }

  private void cancel(Deployment deployment, String description) {
    if (deployment.active()) {
      changes.add(new DeploymentChange(deployment.id(), DeploymentStatus.CANCELLED, description));
    }
  }

  /** The deployment of this version, whatever became of it; null if it has none. */
  @Nullable Deployment current() {
    return current;
  }

  /** The current deployment if what is placed now belongs to it. */
  @Nullable Deployment active() {
    return current != null && current.active() ? current : null;
  }

  boolean paused() {
    if (current == null || begins) {
      return false;
    }
    return switch (current.status()) {
      case PAUSED, PENDING, INITIALIZING -> true;
      case RUNNING, FAILED, SUCCESSFUL, CANCELLED, BLOCKED, UNBLOCKING -> false;
    };
  }

  boolean failed() {
    return current != null && current.status() == DeploymentStatus.FAILED;
  }

  /** How far the deployment of a group is; null if it is none of the current one. */
  @Nullable DeploymentState of(String group) {
    return current == null ? null : current.taskGroups().get(group);
  }

  /** Canaries that were never promoted and never will be. */
  Set<AllocId> abandonedCanaries() {
    Set<AllocId> found = new HashSet<>();
    unpromoted(old, found);
    unpromoted(failed() ? current : null, found);
    return found;
  }

  private static void unpromoted(@Nullable Deployment deployment, Set<AllocId> found) {
    if (deployment != null) {
      for (DeploymentState group : deployment.taskGroups().values()) {
        if (!group.promoted()) {
          found.addAll(group.placedCanaries());
        }
      }
    }
  }

  /** Canaries of the current deployment, promoted or not. */
  Set<AllocId> canaries() {
    Set<AllocId> found = new HashSet<>();
    if (current != null) {
      current.taskGroups().values().forEach(group -> found.addAll(group.placedCanaries()));
    }
    return found;
  }

  /** Makes a group part of the deployment, which begins with its first group. */
  void join(String group, DeploymentState progress) {
    Deployment deployment = current;
    if (deployment == null) {
      deployment = begin();
      begins = true;
    }
    Map<String, DeploymentState> groups = new TreeMap<>(deployment.taskGroups());
    groups.put(group, progress);
    current = deployment.withTaskGroups(groups);
  }

  private Deployment begin() {
    if (version == null) {
      throw new IllegalStateException("a stopped job is not deployed");
    }
    return DeploymentBuilder.builder()
        .id(ids.deployment())
        .namespace(evaluation.namespace())
        .jobId(evaluation.jobId())
        .jobVersion(version.version())
        .jobModifyIndex(version.modifyIndex())
        .jobSpecModifyIndex(version.jobModifyIndex())
        .jobCreateIndex(version.createIndex())
        .status(DeploymentStatus.RUNNING)
        .statusDescription(Descriptions.DEPLOYING)
        .evalPriority(evaluation.priority())
        .build();
  }

  /** All groups are where they should be, and healthy. */
  void complete() {
    Deployment deployment = active();
    if (deployment != null) {
      changes.add(
          new DeploymentChange(
              deployment.id(), DeploymentStatus.SUCCESSFUL, Descriptions.DEPLOYED));
    }
  }

  /** The deployment if the plan has to bring it: it begins, or it got another group. */
  @Nullable Deployment begun() {
    if (!begins || current == null) {
      return null;
    }
    if (!current.requiresPromotion()) {
      return current;
    }
    boolean byItself =
        current.taskGroups().values().stream()
            .allMatch(group -> group.desiredCanaries() == 0 || group.autoPromote());
    return current.withStatusDescription(
        byItself ? Descriptions.AUTO_PROMOTION : Descriptions.NEEDS_PROMOTION);
  }

  List<DeploymentChange> changes() {
    return changes;
  }
}
