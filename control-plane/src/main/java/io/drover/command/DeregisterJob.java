package io.drover.command;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.DesiredTransition;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.event.AllocationsMarked;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.event.JobPurged;
import io.drover.event.JobStopped;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stops a job, or removes it with {@code purge}. A job that is not there is no error and gets no
 * evaluation. Source: semantics.md 1.6.
 *
 * @param evalPriority 1 to 100, or 0 for the job's own
 */
public record DeregisterJob(JobKey job, boolean purge, boolean noShutdownDelay, int evalPriority)
    implements Command<DeregisterJob.Answer> {

  /** Ids and indexes for the client; the evaluation's id is empty when there is none. */
  public record Answer(String evalId, long evalCreateIndex, long jobModifyIndex, long index) {}

  @Override
  public Outcome<Answer> decide(Snapshot snapshot, Context context) {
    JobVersion old = snapshot.job(job);
    if (old == null) {
      return Outcome.unchanged(index -> new Answer("", 0, 0, 0));
    }
    List<Event> events = new ArrayList<>();
    events.add(purge ? new JobPurged(job) : new JobStopped(job, context.nowNanos()));
    if (noShutdownDelay) {
      events.add(new AllocationsMarked(noDelay(snapshot), context.nowNanos()));
    }
    if (old.periodic() || old.parameterized()) {
      return new Outcome<>(events, index -> new Answer("", index, index, index));
    }
    int priority = evalPriority > 0 ? evalPriority : old.priority();
    // A job is stopped the same way whatever its type, and Nomad says service here for all of them.
    Evaluation evaluation =
        NewEvaluation.of(context, job, JobType.SERVICE, priority, EvalTrigger.JOB_DEREGISTER);
    events.add(new EvaluationsUpdated(List.of(evaluation)));
    return new Outcome<>(events, index -> new Answer(evaluation.id().value(), index, index, index));
  }

  private Map<String, DesiredTransition> noDelay(Snapshot snapshot) {
    Map<String, DesiredTransition> marks = new TreeMap<>();
    snapshot
        .allocationsOf(job)
        .forEach(a -> marks.put(a.id().value(), new DesiredTransition(null, null, null, true)));
    return marks;
  }
}
