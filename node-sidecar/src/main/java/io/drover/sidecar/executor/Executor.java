package io.drover.sidecar.executor;

import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.spawn.LaunchFailed;
import io.drover.sidecar.stats.StatsClock;
import io.drover.sidecar.stats.TaskUsage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Launches processes, each in a cgroup of its own, whose exit is not lost when the sidecar dies.
 * Calls may come from any thread. What is launched is known by an id of the caller's, one path
 * component, until it is forgotten. An id that nobody launched is an {@link UnknownProcess}.
 */
public interface Executor {

  /** Version of this engine. */
  String VERSION = "2.0.0";

  /**
   * Starts a process: in its cgroup, with its user, its limits and its namespaces, before its first
   * instruction.
   *
   * @throws LaunchFailed naming the step that failed; nothing is left of it
   */
  Running launch(String id, ExecCommand command) throws LaunchFailed;

  /**
   * Takes over what an earlier sidecar launched under that id, whether it runs, has ended, or was
   * just being launched. Nothing when there was no process.
   */
  Optional<Running> recover(String id);

  /** All that run, and all that have ended and are not forgotten. */
  List<Running> list();

  /**
   * Asks the process to end and makes it end, with everything it started, after {@code grace}.
   * Returns when nothing of it is left; once that is so it does nothing.
   *
   * @param signal name such as SIGTERM; SIGINT when empty; an unknown one is an error and kills
   *     nothing
   * @param grace zero: at once
   */
  void shutdown(String id, String signal, Duration grace) throws IOException, InterruptedException;

  /**
   * Sends a signal.
   *
   * @throws IOException {@code Task not yet run} or {@code Task not running}
   */
  void signal(String id, int number, SignalScope scope) throws IOException;

  /**
   * Changes the limits of a process that runs.
   *
   * @return the limits as they are now
   * @throws IOException when the kernel refuses one; then the old ones stay
   */
  Limits update(String id, Limits limits) throws IOException;

  /** What it uses now; nothing once it has ended. */
  Optional<TaskUsage> usage(String id) throws IOException;

  /**
   * Tells what it uses at once, and then every interval, however many are told without a thread for
   * each.
   *
   * @param interval at least {@link StatsClock#MIN_INTERVAL}
   * @param each must not wait
   * @param ended called once when there is nothing more to tell
   * @return closed by who wants to hear no more; nothing, and nobody is called, once the process
   *     has ended
   */
  Optional<StatsClock.Subscription> watch(
      String id, Duration interval, Consumer<TaskUsage> each, Runnable ended) throws IOException;

  /**
   * Runs a command inside the task to its end, or to the deadline.
   *
   * @param deadline zero: none
   * @throws LaunchFailed when it could not be started
   */
  ExecResult exec(String id, List<String> command, Duration deadline)
      throws IOException, InterruptedException;

  /**
   * Runs a command inside the task for somebody who listens.
   *
   * @throws LaunchFailed when it could not be started
   */
  ExecSession execStreaming(String id, List<String> command, boolean tty) throws IOException;

  /** The exit is stored where it belongs: nothing of this id is needed any more. */
  void forget(String id) throws IOException;
}
