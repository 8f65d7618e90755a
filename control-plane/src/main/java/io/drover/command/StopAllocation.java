package io.drover.command;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.DesiredTransition;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobVersion;
import io.drover.event.AllocationsMarked;
import io.drover.event.EvaluationsUpdated;
import io.drover.state.Snapshot;
import java.util.List;
import java.util.Map;

/**
 * An operator has an allocation stopped; its job's evaluation places another one. Source:
 * http-api.md 2.3.
 *
 * @param noShutdownDelay whether its node is to leave out the delays of group and tasks
 */
public record StopAllocation(AllocId allocation, boolean noShutdownDelay)
    implements Command<StopAllocation.Answer> {

  /** The evaluation that carries it out. */
  public record Answer(String evalId, long index) {}

  @Override
  public Outcome<Answer> decide(Snapshot snapshot, Context context) throws Refusal {
    Allocation old = snapshot.allocation(allocation);
    if (old == null) {
      throw new Refusal(404, "allocation not found");
    }
    JobVersion job = snapshot.job(old.job());
    int priority = job == null ? NodeEvaluations.PRIORITY : job.priority();
    Evaluation evaluation =
        NewEvaluation.of(context, old.job(), old.jobRef().type(), priority, EvalTrigger.ALLOC_STOP)
            .withJobModifyIndex(old.jobRef().jobModifyIndex());
    DesiredTransition mark = new DesiredTransition(true, null, null, noShutdownDelay);
    return new Outcome<>(
        List.of(
            new AllocationsMarked(Map.of(allocation.value(), mark), context.nowNanos()),
            new EvaluationsUpdated(List.of(evaluation))),
        index -> new Answer(evaluation.id().value(), index));
  }
}
