package io.drover.evaluate;

import java.time.Duration;

/** Runs something later; tests run it on a virtual clock. Tasks must be short and not block. */
@FunctionalInterface
public interface Timers {
  /** Runs the task once, not before the delay has passed, on a thread of the timer. */
  Timer after(Duration delay, Runnable task);

  /** A task that was not run yet, perhaps. */
  @FunctionalInterface
  interface Timer {
    /** Keeps the task from being run if it did not start yet. */
    void cancel();
  }
}
