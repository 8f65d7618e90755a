package io.drover.schedule;

import io.drover.contract.model.Evaluation;

/** Schedules system and sysbatch jobs. */
final class SystemScheduler implements Scheduler {
  private final State state;
  private final Planner planner;

  SystemScheduler(State state, Planner planner, boolean spread) {
    this.state = state;
    this.planner = planner;
  }

  @Override
  public void process(Evaluation evaluation) {
    planner.updateEvaluation(
        Outcomes.failed(evaluation, state, "system jobs cannot be scheduled yet"));
  }
}
