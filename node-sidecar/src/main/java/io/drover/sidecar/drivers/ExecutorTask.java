package io.drover.sidecar.drivers;

import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.executor.ExecResult;
import io.drover.sidecar.executor.ExecSession;
import io.drover.sidecar.executor.Executor;
import io.drover.sidecar.executor.Running;
import io.drover.sidecar.executor.SignalScope;
import io.drover.sidecar.kernel.Signals;
import io.drover.sidecar.spawn.LaunchFailed;
import io.drover.sidecar.stats.TaskUsage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A run that the executor launched, known to it by the run's name. */
final class ExecutorTask implements RunningTask {

  // Nomad's drivers answer over gRPC, and clients have seen these words around theirs ever since.
  private static final String UNKNOWN = "rpc error: code = Unknown desc = ";

  private final RunRecord run;
  private final Executor executor;
  private final CompletableFuture<TaskExit> exit;

  private ExecutorTask(RunRecord run, Running running, Executor executor) {
    this.run = run;
    this.executor = executor;
    this.exit = running.exit().thenApply(TaskExit::of);
  }

  /**
   * Launches a run.
   *
   * @throws StartFailed with the reason in Nomad's words
   */
  static RunningTask launch(RunRecord run, ExecCommand command, Executor executor)
      throws StartFailed {
    try {
      return new ExecutorTask(run, executor.launch(run.name(), command), executor);
    } catch (LaunchFailed failure) {
      throw new StartFailed(
          "failed to launch command with executor: " + UNKNOWN + failure.getMessage(), false);
    }
  }

  /** A run that an earlier sidecar launched; nothing when there is none of it. */
  static Optional<RunningTask> recover(RunRecord run, Executor executor) {
    return executor.recover(run.name()).map(running -> new ExecutorTask(run, running, executor));
  }

  @Override
  public RunRecord record() {
    return run;
  }

  @Override
  public CompletableFuture<TaskExit> exit() {
    return exit;
  }

  @Override
  public void signal(int number) throws IOException {
    executor.signal(run.name(), number, SignalScope.PROCESS);
  }

  @Override
  public void stop(int signal, Duration grace) throws IOException, InterruptedException {
    executor.shutdown(run.name(), Signals.name(signal), grace);
  }

  @Override
  public void endRest() {
    // The executor tells of an end only when nothing is left.
  }

  @Override
  public ExecSession exec(List<String> command, boolean tty) throws IOException {
    try {
      return executor.execStreaming(run.name(), command, tty);
    } catch (LaunchFailed failure) {
      throw new IOException(UNKNOWN + failure.getMessage(), failure);
    }
  }

  @Override
  public ExecResult exec(List<String> command, Duration deadline)
      throws IOException, InterruptedException {
    try {
      return executor.exec(run.name(), command, deadline);
    } catch (LaunchFailed failure) {
      throw new IOException(UNKNOWN + failure.getMessage(), failure);
    }
  }

  @Override
  public Optional<TaskUsage> usage() throws IOException {
    return executor.usage(run.name());
  }

  @Override
  public void update(Limits limits) throws IOException {
    executor.update(run.name(), limits);
  }

  @Override
  public void release() throws IOException {
    executor.forget(run.name());
  }
}
