package io.drover.sidecar.drivers;

import io.drover.contract.model.DriverInfo;
import io.drover.sidecar.cgroup.Controller;
import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.executor.Executor;
import io.drover.sidecar.executor.Isolation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the drivers share whose tasks have a root of their own. */
public final class IsolatedLaunch {

  private static final String DEFAULT_USER = "nobody";
  private static final long MB = 1 << 20;

  private final Executor executor;
  private final Isolation isolation;
  private final IsolationSettings settings;
  private final Supplier<Set<Controller>> enforceable;
  private final Instant since = Instant.now();

  /**
   * @param enforceable what this host can limit
   */
  public IsolatedLaunch(
      Executor executor,
      Isolation isolation,
      IsolationSettings settings,
      Supplier<Set<Controller>> enforceable) {
    this.executor = executor;
    this.isolation = isolation;
    this.settings = settings;
    this.enforceable = enforceable;
  }

  IsolationSettings settings() {
    return settings;
  }

  /** Why no isolated task can be run; nothing when one can. */
  Optional<DriverInfo> impediment() {
    if (!settings.privileged()) {
      return Optional.of(new DriverInfo(Map.of(), false, false, "Driver must run as root", since));
    }
    return isolation
        .unavailable()
        .map(reason -> new DriverInfo(Map.of(), true, false, reason, since));
  }

  /** The state of a driver that works, with limits that will not hold among its attributes. */
  DriverInfo healthy(Map<String, String> attributes) {
    Map<String, String> all = new TreeMap<>(attributes);
    String missing =
        Arrays.stream(Controller.values())
            .filter(controller -> !enforceable.get().contains(controller))
            .map(Controller::kernelName)
            .sorted()
            .collect(Collectors.joining(","));
    if (!missing.isEmpty()) {
      all.put("driver.limits.unenforced", missing);
    }
    return new DriverInfo(all, true, true, "Healthy", since);
  }

  /**
   * Starts a program.
   *
   * @param driver whose task it is
   * @param command the program and what it is given
   */
  RunningTask start(
      String driver, RunRecord run, TaskStart start, List<String> command, IsolationRequest asked)
      throws StartFailed {
    Optional<String> refusal = settings.users().refusal(driver, start.task().user());
    if (refusal.isPresent()) {
      throw new StartFailed(refusal.get(), false);
    }
    requireMemoryLimit(start);
    ExecCommand built;
    try {
      built = build(start, command, asked);
    } catch (IllegalArgumentException wrong) {
      throw new StartFailed("failed driver config validation: " + wrong.getMessage(), false);
    }
    return ExecutorTask.launch(run, built, executor);
  }

  private void requireMemoryLimit(TaskStart start) throws StartFailed {
    long bytes = start.limits().hardMemoryBytes();
    if (bytes > 0 && !enforceable.get().contains(Controller.MEMORY)) {
      throw new StartFailed(
          "a memory limit of "
              + bytes / MB
              + " MB cannot be enforced: this host's cgroups have no memory controller that can be"
              + " written",
          false);
    }
  }

  private ExecCommand build(TaskStart start, List<String> command, IsolationRequest asked) {
    InsidePaths inside = new InsidePaths(start.directory(), start.sharedDirectory());
    List<String> arguments = command.stream().map(inside::rewrite).toList();
    List<ExecCommand.Mount> mounts = new ArrayList<>();
    mounts.add(new ExecCommand.Mount("/alloc", start.sharedDirectory(), false, "private"));
    mounts.addAll(start.mounts());
    String user = start.task().user();
    return new ExecCommand(
        arguments.getFirst(),
        arguments.subList(1, arguments.size()),
        start.limits(),
        start.stdout(),
        start.stderr(),
        inside.rewrite(start.environment()),
        user.isEmpty() ? DEFAULT_USER : user,
        start.directory(),
        "",
        true,
        settings.noPivotRoot(),
        mounts,
        List.of(),
        ExecCommand.NetworkIsolation.HOST,
        IsolationSettings.mode("pid_mode", asked.pidMode(), settings.defaultPidMode()),
        IsolationSettings.mode("ipc_mode", asked.ipcMode(), settings.defaultIpcMode()),
        CapabilitySet.grant(settings.allowCaps(), asked.capAdd(), asked.capDrop()),
        true,
        settings.chroot());
  }

  Optional<RunningTask> recover(RunRecord run) {
    return ExecutorTask.recover(run, executor);
  }
}
