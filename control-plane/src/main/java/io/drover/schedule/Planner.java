package io.drover.schedule;

import io.drover.contract.model.Evaluation;

/** What a scheduler may do to the world. Every method blocks until it is committed. */
public interface Planner {
  /**
   * Hands in a plan. What fits is committed; the evaluations that the plan carries are committed
   * with it if all of it fits, and not at all otherwise.
   */
  PlanResult submitPlan(Plan plan);

  /** Told before each plan is handed in; only a dry run wants to know. */
  default void desired(Desired desired) {}

  /** Nanoseconds of a clock that tells how long something took; one that stands still is fine. */
  default long nanoTime() {
    return 0;
  }

  /** A state as of {@code index} or newer, after a plan was only partly committed. */
  State refresh(long index);

  /** Writes what became of the evaluation that is being processed. */
  void updateEvaluation(Evaluation evaluation);

  /** Writes a new evaluation. */
  void createEvaluation(Evaluation evaluation);

  /** Writes a blocked evaluation that was tried and still cannot place everything. */
  void reblockEvaluation(Evaluation evaluation);
}
