package io.drover.sidecar.drivers;

import io.drover.contract.model.DriverInfo;
import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.spawn.LaunchFailed;
import io.drover.sidecar.spawn.LaunchSpec;
import io.drover.sidecar.spawn.Launched;
import io.drover.sidecar.spawn.Launcher;
import io.drover.sidecar.spawn.UserIds;
import java.io.IOException;
import java.nio.file.Files;
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
      "failed to launch command with executor: rpc error: code = Unknown desc = ";

  private final Launcher launcher;
  private final CgroupTree cgroups;
  private final Instant since = Instant.now();

  public RawExecDriver(Launcher launcher, CgroupTree cgroups) {
    this.launcher = launcher;
    this.cgroups = cgroups;
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
      List<String> command = command(start.config());
      command.set(0, Binary.find(command.getFirst(), start.directory()).toString());
      return launch(run, start, command);
    } catch (ConfigRejected wrong) {
      throw new StartFailed(wrong.getMessage(), false);
    } catch (IOException failure) {
      throw new StartFailed(FAILED + failure.getMessage(), false);
    }
  }

  private RunningTask launch(RunRecord run, TaskStart start, List<String> command)
      throws IOException {
    Optional<UserIds> user = user(start.task().user());
    Files.deleteIfExists(start.pidFile());
    cgroups.create(run.name(), Limits.shares(start.limits().cpuShares()));
    try {
      Launched launched =
          launcher.launch(
              new LaunchSpec(
                  command,
                  start.environment(),
                  start.directory(),
                  user,
                  start.output().map(output -> output.stdout().spool()).orElse(NOWHERE),
                  start.output().map(output -> output.stderr().spool()).orElse(NOWHERE),
                  cgroups.joinFiles(run.name()),
                  cgroups.joinFiles(CgroupTree.HOLDERS),
                  start.pidFile()));
      return new ProcessTask(run.with(launched.ref()), launched, cgroups, start.pidFile());
    } catch (LaunchFailed failure) {
      cgroups.destroy(run.name());
      throw failure;
    }
  }

  private static Optional<UserIds> user(String name) throws IOException {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Optional<UserIds> found = UserIds.find(name);
    if (found.isEmpty()) {
      throw new IOException("failed to identify user " + name + ": user: unknown user " + name);
    }
    return found;
  }

  @Override
  public Optional<RunningTask> recover(RunRecord run, TaskStart start) {
    return Optional.ofNullable(run.process())
        .or(() -> launcher.find(start.pidFile()))
        .map(ref -> new ProcessTask(run.with(ref), launcher.attach(ref), cgroups, start.pidFile()));
  }
}
