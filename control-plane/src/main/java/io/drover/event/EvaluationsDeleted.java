package io.drover.event;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import java.util.List;

/** Evaluations, and allocations that nothing waits for, were collected. */
public record EvaluationsDeleted(List<EvalId> evaluations, List<AllocId> allocations)
    implements Event {

  public EvaluationsDeleted {
    evaluations = evaluations == null ? List.of() : List.copyOf(evaluations);
    allocations = allocations == null ? List.of() : List.copyOf(allocations);
  }
}
