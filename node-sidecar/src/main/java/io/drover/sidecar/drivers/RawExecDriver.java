package io.drover.sidecar.drivers;

import io.drover.contract.model.DriverInfo;
import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.executor.Executor;
import io.drover.sidecar.spawn.LaunchFailed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs a program on the host as it is: no isolation, but a cgroup to end it by. */
public final class RawExecDriver implements Driver {

  private static final Path NOWHERE = Path.of("/dev/null");
  private static final String FAILED =
      "failed to launch command with executor: " + ExecutorTask.UNKNOWN;

  private final Executor executor;
  private final Instant since = Instant.now();

  public RawExecDriver(Executor executor) {
    this.executor = executor;
  }

  @Override
  public String name() {
    return "raw_exec";
  }

  @Override
  public DriverInfo fingerprint() {
    return new DriverInfo(Map.of("driver.raw_exec", "true"), true, true, "Healthy", since);
  }

  @Override
  public Map<String, String> nodeAttributes() {
    return Map.of("driver.raw_exec", "1");
  }

  @Override
  public void validate(Map<String, Object> config) throws ConfigRejected {
    command(config);
  }

  private static List<String> command(Map<String, Object> values) throws ConfigRejected {
    TaskConfig config = new TaskConfig(values, Set.of("command", "args"));
    List<String> command = new ArrayList<>();
    command.add(config.need("command"));
    command.addAll(config.texts("args"));
    return command;
  }

  @Override
  public RunningTask start(RunRecord run, TaskStart start) throws StartFailed {
    try {
      List<String> line = command(start.config());
      ExecCommand command =
          new ExecCommand(
              line.getFirst(),
              line.subList(1, line.size()),
              Limits.shares(start.limits().cpuShares()),
              start.output().map(output -> output.stdout().spool()).orElse(NOWHERE),
              start.output().map(output -> output.stderr().spool()).orElse(NOWHERE),
              start.environment(),
              start.task().user(),
              start.directory(),
              "",
              false,
              false,
              List.of(),
              List.of(),
              ExecCommand.NetworkIsolation.HOST,
              "host",
              "host",
              List.of(),
              false,
              Map.of());
      return new ExecutorTask(run, executor.launch(run.name(), command), executor);
    } catch (ConfigRejected wrong) {
      throw new StartFailed(wrong.getMessage(), false);
    } catch (LaunchFailed failure) {
      throw new StartFailed(FAILED + failure.getMessage(), false);
    }
  }

  @Override
  public Optional<RunningTask> recover(RunRecord run, TaskStart start) {
    return executor.recover(run.name()).map(found -> new ExecutorTask(run, found, executor));
  }
}
