package io.drover.schedule;

import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Evaluation;
import io.drover.event.AllocationStop;
import java.util.List;

/**
 * What a scheduler wants done for one evaluation.
 *
 * @param priority plans of higher priority are decided first
 * @param allAtOnce nothing of it may be committed unless all of it fits
 * @param snapshotIndex the index of the state that it was made from
 * @param placements allocations that are new or updated in place
 * @param evaluations committed with the plan if all of it fits: mostly the evaluation itself, now
 *     complete, so that a placement costs one commit
 */
public record Plan(
    EvalId evaluation,
    JobKey job,
    int priority,
    boolean allAtOnce,
    long snapshotIndex,
    List<AllocationStop> stops,
    List<Allocation> placements,
    List<Evaluation> evaluations) {
  public Plan {
    stops = List.copyOf(stops);
    placements = List.copyOf(placements);
    evaluations = List.copyOf(evaluations);
  }

  /** True when it changes no allocation. */
  public boolean noop() {
    return stops.isEmpty() && placements.isEmpty();
  }
}
