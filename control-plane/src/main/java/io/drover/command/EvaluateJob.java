package io.drover.command;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobVersion;
import io.drover.event.EvaluationsUpdated;
import io.drover.state.Snapshot;
import java.util.List;

/** Evaluates a job now, because somebody asks for it. Source: semantics.md 1.7. */
public record EvaluateJob(JobKey job) implements Command<EvaluateJob.Answer> {

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
    return new Outcome<>(
        List.of(new EvaluationsUpdated(List.of(evaluation))),
        index -> new Answer(evaluation.id().value(), index, current.modifyIndex(), index));
  }
}
