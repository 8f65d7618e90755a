package io.drover.schedule;

import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;

/** Makes the scheduler for an evaluation. */
public final class Schedulers {
  private Schedulers() {}

  /**
   * A scheduler for that evaluation alone. The type of the job decides where there is a job to run:
   * the evaluation that stops a job says service whatever the job is.
   */
  public static Scheduler of(Evaluation evaluation, State state, Planner planner) {
    JobVersion job = state.snapshot().job(evaluation.job());
    JobType type = job == null || job.stop() ? JobType.SERVICE : job.type();
    return switch (type) {
      case SERVICE, BATCH -> new GenericScheduler(state, planner);
      case SYSTEM, SYSBATCH -> new SystemScheduler(state, planner);
    };
  }
}
