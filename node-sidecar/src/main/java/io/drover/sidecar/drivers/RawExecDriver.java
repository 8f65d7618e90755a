package io.drover.sidecar.drivers;

import io.drover.contract.model.DriverInfo;
import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.executor.Executor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs a program on the host as it is: no isolation, but a cgroup to end it by. */
public final class RawExecDriver implements Driver {

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
    return new TaskConfig(values, Set.of("command", "args")).command();
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
              start.stdout(),
              start.stderr(),
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
      return ExecutorTask.launch(run, command, executor);
    } catch (ConfigRejected wrong) {
      throw new StartFailed(wrong.getMessage(), false);
    }
  }

  @Override
  public Optional<RunningTask> recover(RunRecord run, TaskStart start) {
    return ExecutorTask.recover(run, executor);
  }
}
