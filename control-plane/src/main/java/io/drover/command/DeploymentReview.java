package io.drover.command;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.Digest;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentState;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.TaskGroup;
import io.drover.state.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an active deployment calls for as its allocations are now. Source: semantics.md 5.
 *
 * @param failure why it cannot succeed any more, or null
 * @param promotable all of its canaries are healthy and nobody has to be asked
 * @param replaceable unhealthy allocations that the scheduler may replace but does not know of yet
 * @param progressed an allocation became healthy after the job was last evaluated
 * @param deadline when it fails unless something becomes healthy before, null if nothing is due
 */
public record DeploymentReview(
    @Nullable Failure failure,
    boolean promotable,
    List<AllocId> replaceable,
    boolean progressed,
    @Nullable Instant deadline) {

  private static final DeploymentReview NOTHING =
      new DeploymentReview(null, false, List.of(), false, null);

  /**
   * Why a deployment fails.
   *
   * @param revert whether a group that failed wants the job to go back to a stable version
   */
  public record Failure(String description, boolean revert) {}

  /** Whether the job has to be evaluated for the deployment to go on. */
  public boolean evaluates() {
    return progressed || !replaceable.isEmpty();
  }

  /** Reviews a deployment; the documents are asked only when something is unhealthy. */
  public static DeploymentReview of(
      Snapshot snapshot,
      @Nullable Deployment deployment,
      Function<Digest, JobSpec> documents,
      Instant now) {
    if (deployment == null || !deployment.active() || snapshot.job(deployment.job()) == null) {
      return NOTHING;
    }
    return new Reviewer(snapshot, deployment, documents, now).review();
  }

  private static final class Reviewer {
    private final Snapshot snapshot;
    private final Deployment deployment;
    private final Function<Digest, JobSpec> documents;
    private final Instant now;
    private final List<AllocId> replaceable = new ArrayList<>();
    private final Map<String, Integer> healthyRunning = new HashMap<>();
    private final Set<AllocId> healthy = new HashSet<>();
    private @Nullable Failure failure;
    private long newestHealth;

    Reviewer(
        Snapshot snapshot,
        Deployment deployment,
        Function<Digest, JobSpec> documents,
        Instant now) {
      this.snapshot = snapshot;
      this.deployment = deployment;
      this.documents = documents;
      this.now = now;
    }

    DeploymentReview review() {
      for (Allocation allocation : snapshot.allocationsOf(deployment.job())) {
        DeploymentState group = deployment.taskGroups().get(allocation.taskGroup());
        if (group != null && allocation.deploymentId().equals(deployment.id())) {
          look(allocation, group);
        }
      }
      Instant cutoff = cutoff();
      boolean late = cutoff != null && !now.isBefore(cutoff);
      if (failure == null && late) {
        failure = missed();
      }
      return new DeploymentReview(
          failure,
          promotable(),
          List.copyOf(replaceable),
          newestHealth > lastEvaluated(),
          late ? null : cutoff);
    }

    private void look(Allocation allocation, DeploymentState group) {
      Boolean health =
          allocation.deploymentStatus() == null ? null : allocation.deploymentStatus().healthy();
      if (health == null) {
        return;
      }
      if (health) {
        healthy.add(allocation.id());
        newestHealth = Math.max(newestHealth, allocation.deploymentStatus().modifyIndex());
        if (!allocation.terminal()) {
          healthyRunning.merge(allocation.taskGroup(), 1, Integer::sum);
        }
      } else if (group.progressDeadline().isZero() || !mayBeReplaced(allocation)) {
        boolean revert = group.autoRevert() || failure != null && failure.revert();
        failure = new Failure("Failed due to unhealthy allocations", revert);
      } else if (!Boolean.TRUE.equals(allocation.desiredTransition().reschedule())) {
        replaceable.add(allocation.id());
      }
    }

    private boolean mayBeReplaced(Allocation allocation) {
      TaskGroup group = documents.apply(allocation.jobRef().digest()).group(allocation.taskGroup());
      return group != null
          && RescheduleAttempts.left(allocation, group.reschedulePolicy(), Context.unixNanos(now));
    }

    /** The first time by which a group that is not done has to have made progress. */
    private @Nullable Instant cutoff() {
      Instant first = null;
      for (Map.Entry<String, DeploymentState> entry : deployment.taskGroups().entrySet()) {
        Instant due = entry.getValue().requireProgressBy();
        if (due != null
            && !done(entry.getKey(), entry.getValue())
            && (first == null || due.isBefore(first))) {
          first = due;
        }
      }
      return first;
    }

    private boolean done(String name, DeploymentState group) {
      return !waitsForPromotion(group)
          && healthyRunning.getOrDefault(name, 0) >= group.desiredTotal();
    }

    private static boolean waitsForPromotion(DeploymentState group) {
      return group.desiredCanaries() > 0 && !group.promoted();
    }

    /** It is late, but not in vain if all that is missing is that somebody promotes it. */
    private @Nullable Failure missed() {
      boolean failed = false;
      boolean revert = false;
      for (DeploymentState group : deployment.taskGroups().values()) {
        int wanted = waitsForPromotion(group) ? group.desiredCanaries() : group.desiredTotal();
        if (group.healthyAllocs() < wanted) {
          failed = true;
          revert |= group.autoRevert();
        }
      }
      return failed ? new Failure("Failed due to progress deadline", revert) : null;
    }

    private boolean promotable() {
      return deployment.requiresPromotion()
          && deployment.taskGroups().values().stream()
              .filter(group -> group.desiredCanaries() > 0)
              .allMatch(
                  group ->
                      group.autoPromote()
                          && group.placedCanaries().stream().filter(healthy::contains).count()
                              >= group.desiredCanaries());
    }

    /** The newest state that an evaluation of the job has seen or will see. */
    private long lastEvaluated() {
      long last = 0;
      for (Evaluation evaluation : snapshot.evaluationsOf(deployment.job())) {
        if (evaluation.status() != EvalStatus.CANCELED) {
          last = Math.max(last, Math.max(evaluation.snapshotIndex(), evaluation.createIndex()));
        }
      }
      return last;
    }
  }
}
