package io.drover.command;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DesiredTransition;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobVersion;
import io.drover.event.AllocationsMarked;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Evaluates a job now, because somebody asks for it. Source: semantics.md 1.7.
 *
 * @param forceReschedule failed allocations are replaced whatever their policy says
 */
public record EvaluateJob(JobKey job, boolean forceReschedule)
    implements Command<EvaluateJob.Answer> {

  /** Ids and indexes for the client. */
  public record Answer(String evalId, long evalCreateIndex, long jobModifyIndex, long index) {}

  @Override
  public Outcome<Answer> decide(Snapshot snapshot, Context context) throws Refusal {
    JobVersion current = snapshot.job(job);
    if (current == null) {
      throw new Refusal(500, "job not found");
    }
    if (current.periodic()) {
      throw new Refusal(500, "can't evaluate periodic job");
    }
    if (current.parameterized()) {
      throw new Refusal(500, "can't evaluate parameterized job");
    }
    Evaluation evaluation =
        NewEvaluation.of(context, job, current.type(), current.priority(), EvalTrigger.JOB_REGISTER)
            .withJobModifyIndex(current.modifyIndex());
    List<Event> events = new ArrayList<>();
    Map<String, DesiredTransition> marks = forceReschedule ? forced(snapshot) : Map.of();
    if (!marks.isEmpty()) {
      events.add(new AllocationsMarked(marks, context.nowNanos()));
    }
    events.add(new EvaluationsUpdated(List.of(evaluation)));
    return new Outcome<>(
        events, index -> new Answer(evaluation.id().value(), index, current.modifyIndex(), index));
  }

  private Map<String, DesiredTransition> forced(Snapshot snapshot) {
    Map<String, DesiredTransition> marks = new TreeMap<>();
    for (Allocation allocation : snapshot.allocationsOf(job)) {
      if (allocation.clientStatus() == ClientStatus.FAILED && allocation.nextAllocation() == null) {
        marks.put(allocation.id().value(), new DesiredTransition(null, null, true, null));
      }
    }
    return marks;
  }
}
