package io.drover.command;

import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.EvaluationBuilder;
import io.drover.contract.model.JobType;

/** Makes pending evaluations. */
public final class NewEvaluation {

  private NewEvaluation() {}

  /** A pending evaluation of a job, to be refined with the record's own {@code with} methods. */
  public static Evaluation of(
      Context context, JobKey job, JobType type, int priority, EvalTrigger trigger) {
    return EvaluationBuilder.builder()
        .id(new EvalId(context.newId()))
        .namespace(job.namespace())
        .jobId(job.id())
        .type(type)
        .priority(priority)
        .triggeredBy(trigger)
        .status(EvalStatus.PENDING)
        .createTime(context.nowNanos())
        .modifyTime(context.nowNanos())
        .build();
  }
}
