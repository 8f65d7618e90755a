package io.drover.sidecar.oci;

import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.executor.ExecResult;
import io.drover.sidecar.executor.ExecSession;
import io.drover.sidecar.executor.Executor;
import io.drover.sidecar.executor.ProcessExit;
import io.drover.sidecar.executor.Running;
import io.drover.sidecar.executor.SignalScope;
import io.drover.sidecar.executor.UnknownProcess;
import io.drover.sidecar.spawn.ExitStatus;
import io.drover.sidecar.spawn.LaunchFailed;
import io.drover.sidecar.stats.StatsClock;
import io.drover.sidecar.stats.TaskUsage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/**
 * Launches isolated commands in the containers of a trial, which is all that drivers' tests need.
 */
public final class TrialExecutor implements Executor {

  private final Trial trial;
  private final Map<String, Trial.Task> tasks = new HashMap<>();
  private final Map<String, Running> runs = new HashMap<>();

  public TrialExecutor(Trial trial) {
    this.trial = trial;
  }

  @Override
  public Running launch(String id, ExecCommand command) throws LaunchFailed {
    try {
      Trial.Task task = trial.new Task(id, command);
      Process process = task.start().process();
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> Files.exists(task.bundle().resolve("runtime.pid")) || !process.isAlive());
      tasks.put(id, task);
      Running running =
          new Running(
              id,
              process.pid(),
              System.currentTimeMillis(),
              process
                  .onExit()
                  .thenApply(
                      ended ->
                          new ProcessExit(
                              new ExitStatus.Exited(ended.exitValue()), false, Instant.now())));
      runs.put(id, running);
      return running;
    } catch (LaunchFailed refused) {
      throw refused;
    } catch (Exception failure) {
      throw new LaunchFailed(failure.toString());
    }
  }

  /** What a launched command was made of. */
  public ExecCommand command(String id) {
    return tasks.get(id).build();
  }

  /** All that it wrote. */
  public String told(String id) {
    return tasks.get(id).told();
  }

  @Override
  public Optional<Running> recover(String id) {
    return Optional.ofNullable(runs.get(id));
  }

  @Override
  public List<Running> list() {
    return List.copyOf(runs.values());
  }

  @Override
  public void shutdown(String id, String signal, Duration grace) throws IOException {
    tasks.get(id).finish();
  }

  @Override
  public void signal(String id, int number, SignalScope scope) throws IOException {
    throw new UnknownProcess(id);
  }

  @Override
  public Limits update(String id, Limits limits) {
    return limits;
  }

  @Override
  public Optional<TaskUsage> usage(String id) {
    return Optional.empty();
  }

  @Override
  public Optional<StatsClock.Subscription> watch(
      String id, Duration interval, Consumer<TaskUsage> each, Runnable ended) {
    return Optional.empty();
  }

  @Override
  public ExecResult exec(String id, List<String> command, Duration deadline) throws IOException {
    OciRuntime.Told told =
        OciRuntime.call(
            trial.isolation.execArguments(id, command(id), command, false, tasks.get(id).bundle()));
    return new ExecResult(told.output().getBytes(StandardCharsets.UTF_8), told.exitCode(), false);
  }

  @Override
  public ExecSession execStreaming(String id, List<String> command, boolean tty)
      throws IOException {
    throw new UnknownProcess(id);
  }

  @Override
  public void forget(String id) {
    runs.remove(id);
  }
}
