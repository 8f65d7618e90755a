package io.drover.sidecar.drivers;

import io.drover.contract.json.Json;
import io.drover.contract.model.Task;
import io.drover.sidecar.cgroup.Controller;
import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.oci.Trial;
import io.drover.sidecar.oci.TrialExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Drivers whose tasks run in the containers of a trial. */
final class IsolatedDrivers implements AutoCloseable {

  static final Set<Controller> ALL_LIMITS = Set.of(Controller.values());

  final Trial trial;
  final TrialExecutor executor;
  private final Path directory;

  IsolatedDrivers(Path directory) throws IOException {
    this.directory = directory;
    trial = new Trial(directory);
    executor = new TrialExecutor(trial);
  }

  static IsolationSettings settings(Map<String, Object> plugin, Map<String, String> options) {
    return IsolationSettings.of("exec", plugin, options, Map.of(), true);
  }

  ExecDriver exec(Map<String, Object> plugin, Map<String, String> options) {
    return new ExecDriver(launch(settings(plugin, options), ALL_LIMITS));
  }

  IsolatedLaunch launch(IsolationSettings settings, Set<Controller> limits) {
    return new IsolatedLaunch(executor, trial.isolation, settings, () -> limits);
  }

  /** A task's start with directories as the task's are. */
  TaskStart start(String run, String user, Map<String, Object> config, Limits limits)
      throws IOException {
    Path task = trial.taskDirectory(run);
    Path shared = Files.createDirectories(directory.resolve("alloc"));
    Files.setAttribute(shared, "unix:mode", 0777);
    return new TaskStart(
        Json.MAPPER.readValue(
            "{\"Name\":\"t\",\"Driver\":\"exec\",\"User\":\"" + user + "\"}", Task.class),
        config,
        Map.of(
            "PATH", "/usr/bin:/bin",
            "NOMAD_TASK_DIR", task.resolve("local").toString(),
            "NOMAD_SECRETS_DIR", task.resolve("secrets").toString(),
            "NOMAD_ALLOC_DIR", shared.toString()),
        task,
        shared,
        Optional.empty(),
        limits,
        List.<ExecCommand.Mount>of());
  }

  static RunRecord run(String name) {
    return new RunRecord(name, System.currentTimeMillis());
  }

  @Override
  public void close() throws Exception {
    trial.close();
  }
}
