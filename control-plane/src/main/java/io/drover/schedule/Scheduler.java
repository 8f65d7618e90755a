package io.drover.schedule;

import io.drover.contract.model.Evaluation;

/**
 * Brings a job closer to what it should be. Used for one evaluation by one thread; has no clock, no
 * I/O and no randomness of its own: the same state, evaluation and time lead to the same plan.
 */
public interface Scheduler {
  /** Handles one evaluation; its outcome goes to the {@link Planner}. */
  void process(Evaluation evaluation);
}
