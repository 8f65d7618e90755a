package io.drover.schedule;

import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.Evaluation;
import io.drover.event.AllocationStop;
import io.drover.event.DeploymentChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a scheduler wants done for one evaluation.
 *
 * @param priority plans of higher priority are decided first
 * @param allAtOnce nothing of it may be committed unless all of it fits
 * @param snapshotIndex the index of the state that it was made from
 * @param placements allocations that are new or updated in place
 * @param evaluations committed with the plan if all of it fits: mostly the evaluation itself, now
 *     complete, so that a placement costs one commit
 * @param deployment one that begins with this plan
 * @param deploymentChanges what becomes of deployments that were there before
 */
public record Plan(
    EvalId evaluation,
    JobKey job,
    int priority,
    boolean allAtOnce,
    long snapshotIndex,
    List<AllocationStop> stops,
    List<Allocation> placements,
    List<Evaluation> evaluations,
    @Nullable Deployment deployment,
    List<DeploymentChange> deploymentChanges) {
  public Plan {
    stops = List.copyOf(stops);
    placements = List.copyOf(placements);
    evaluations = List.copyOf(evaluations);
    deploymentChanges = List.copyOf(deploymentChanges);
  }

  /** True when it changes no allocation and no deployment. */
  public boolean noop() {
    return stops.isEmpty()
        && placements.isEmpty()
        && deployment == null
        && deploymentChanges.isEmpty();
  }
}
