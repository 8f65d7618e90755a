package io.drover.sidecar.drivers;

import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.executor.ExecResult;
import io.drover.sidecar.executor.ExecSession;
import io.drover.sidecar.stats.TaskUsage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One run of a task. Calls may come from any thread. */
public interface RunningTask {

  /** What finds it again. */
  RunRecord record();

  /** Completed once, when its main process has ended. */
  CompletableFuture<TaskExit> exit();

  /**
   * Sends a signal to its main process.
   *
   * @throws IOException with a text for the one who asked
   */
  void signal(int number) throws IOException;

  /**
   * Asks it to end and makes it end after {@code grace}. Returns when the main process has ended;
   * once that is so it does nothing.
   */
  void stop(int signal, Duration grace) throws IOException, InterruptedException;

  /** Ends what the main process left behind. Its exit can still be found after this. */
  void endRest() throws IOException;

  /**
   * Runs a command inside the task for somebody who listens.
   *
   * @throws IOException with a text for the one who asked
   */
  default ExecSession exec(List<String> command, boolean tty) throws IOException {
    throw new IOException("this driver cannot run commands inside its tasks");
  }

  /** Runs a command inside the task to its end, or to the deadline; zero: none. */
  default ExecResult exec(List<String> command, Duration deadline)
      throws IOException, InterruptedException {
    throw new IOException("this driver cannot run commands inside its tasks");
  }

  /** What it uses now; nothing when it has ended, or runs no process. */
  default Optional<TaskUsage> usage() throws IOException {
    return Optional.empty();
  }

  /**
   * Changes its limits while it runs.
   *
   * @throws IOException when one is refused; then the old ones stay
   */
  default void update(Limits limits) throws IOException {}

  /** The exit is on disk: nothing of this run is needed any more. */
  void release() throws IOException;
}
