package io.drover.sidecar.task;

import io.drover.contract.model.Task;
import io.drover.sidecar.drivers.RunningTask;
import io.drover.sidecar.drivers.TaskExit;
import io.drover.sidecar.kernel.Signals;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Stops a run, and tries again when that goes wrong (semantics.md 12.5). */
final class KillLadder {

  private static final Logger LOG = Logger.getLogger(KillLadder.class);

  private KillLadder() {}

  /** How long a task gets between its signal and its end. */
  static Duration grace(Task task, Duration longest) {
    return task.killTimeout().compareTo(longest) > 0 ? longest : task.killTimeout();
  }

  /**
   * Returns when the run has ended.
   *
   * @throws IOException when it could not be made to end, with the last reason
   */
  static void stop(RunningTask running, Task task, Duration grace)
      throws IOException, InterruptedException {
    Integer signal = Signals.number(task.killSignal());
    for (int attempt = 1; ; attempt++) {
      try {
        running.stop(signal == null ? Signals.INT : signal, grace);
        return;
      } catch (IOException failure) {
        LOG.errorf("killing task %s, attempt %d: %s", task.name(), attempt, failure.getMessage());
        if (attempt == KillBackoff.ATTEMPTS) {
          throw failure;
        }
        Thread.sleep(KillBackoff.after(attempt));
      }
    }
  }

  /** Waits for a run's end, but no longer than that. */
  static void await(RunningTask running, Duration longest) {
    running
        .exit()
        .copy()
        .completeOnTimeout(new TaskExit(0, 0, false, ""), longest.toNanos(), TimeUnit.NANOSECONDS)
        .join();
  }
}
