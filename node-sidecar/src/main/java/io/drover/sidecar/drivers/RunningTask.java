package io.drover.sidecar.drivers;

import java.io.IOException;
import java.time.Duration;
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

  /** The exit is on disk: nothing of this run is needed any more. */
  void release() throws IOException;
}
