package io.drover.command.job;

import io.drover.contract.json.GoDuration;
import io.drover.contract.model.JobType;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.TaskLifecycle;
import io.drover.contract.model.UpdateStrategy;
import io.drover.contract.model.VaultConfig;
import io.drover.contract.model.VolumeMount;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules for a task. */
final class TaskRules {

  private static final Set<String> HOOKS = Set.of("prestart", "poststart", "poststop");
  private static final Set<String> PROPAGATION = Set.of("private", "host-to-task", "bidirectional");
  private static final String CONNECT_PROXY = "connect-proxy:";

  private TaskRules() {}

  static Problems check(JobType type, TaskGroup group, Task task) {
    Problems p = new Problems();
    p.addIf(task.name().isEmpty(), "Missing task name");
    p.addIf(
        task.name().contains("/") || task.name().contains("\\"),
        "Task name cannot include slashes");
    p.addIf(task.name().indexOf('\0') >= 0, "Task name cannot include null characters");
    p.addIf(task.driver().isEmpty(), "Missing task driver");
    times(group.update(), task, p);
    p.addNested("", ResourceRules.check(task.resources()));
    p.addNested("", ResourceRules.logs(task.logConfig(), group.ephemeralDisk().sizeMb()));
    ConstraintRules.checkAllOfTask(task.constraints(), p);
    if (type == JobType.SYSTEM) {
      p.addIf(!task.affinities().isEmpty(), AffinityRules.NOT_FOR_SYSTEM);
    } else {
      AffinityRules.checkAll(task.affinities(), p);
    }
    ServiceRules.ofTask(task, p);
    ArtifactRules.checkAll(task.artifacts(), p);
    if (task.vault() != null) {
      p.addNested("Vault validation failed: ", vault(task.vault()));
    }
    TemplateRules.checkAll(task.templates(), p);
    if (task.dispatchPayload() != null) {
      p.addIf(
          Paths.escape("task/local", task.dispatchPayload().file()),
          "Dispatch Payload validation failed: destination escapes allocation directory");
    }
    lifecycle(task.lifecycle(), p);
    connect(group, task, p);
    mounts(group, task, p);
    plugin(task.csiPluginConfig(), p);
    return p;
  }

  private static void times(
      @org.jspecify.annotations.Nullable UpdateStrategy update, Task task, Problems p) {
    p.addIf(task.killTimeout().isNegative(), "KillTimeout must be a positive value");
    if (update != null && update.progressDeadline().isPositive()) {
      p.addIf(
          task.killTimeout().compareTo(update.progressDeadline()) > 0,
          "KillTimout ("
              + GoDuration.format(task.killTimeout())
              + ") longer than the group's ProgressDeadline ("
              + GoDuration.format(update.progressDeadline())
              + ")");
    }
    p.addIf(task.shutdownDelay().isNegative(), "ShutdownDelay must be a positive value");
  }

  private static Problems vault(VaultConfig vault) {
    Problems p = new Problems();
    p.addIf(vault.policies().isEmpty(), "Policy list cannot be empty");
    p.addIf(vault.policies().contains("root"), "Can not specify \"root\" policy");
    switch (vault.changeMode()) {
      case "noop", "restart" -> {}
      case "signal" ->
          p.addIf(
              vault.changeSignal().isEmpty(),
              "Signal must be specified when using change mode \"signal\"");
      default -> p.add("Unknown change mode " + Quote.of(vault.changeMode()));
    }
    return p;
  }

  private static void lifecycle(
      @org.jspecify.annotations.Nullable TaskLifecycle lifecycle, Problems p) {
    if (lifecycle == null) {
      return;
    }
    if (lifecycle.hook().isEmpty()) {
      p.add("Lifecycle validation failed: no lifecycle hook provided");
    } else {
      p.addIf(
          !HOOKS.contains(lifecycle.hook()),
          "Lifecycle validation failed: invalid hook: " + lifecycle.hook());
    }
  }

  private static void connect(TaskGroup group, Task task, Problems p) {
    if (task.kind().startsWith(CONNECT_PROXY)) {
      p.addIf(
          group.services().stream().allMatch(service -> service.connect() == null),
          "No Connect services in task group with Connect proxy ("
              + Quote.of(task.kind().substring(CONNECT_PROXY.length()))
              + ")");
    }
  }

  private static void mounts(TaskGroup group, Task task, Problems p) {
    int index = 0;
    for (VolumeMount mount : task.volumeMounts()) {
      String which = "Volume Mount (" + index + ") ";
      p.addIf(
          !PROPAGATION.contains(mount.propagationMode()),
          which + "has an invalid propagation mode: " + Quote.of(mount.propagationMode()));
      if (mount.volume().isEmpty()) {
        p.add(which + "references an empty volume");
      } else {
        p.addIf(
            !group.volumes().containsKey(mount.volume()),
            which + "references undefined volume " + mount.volume());
      }
      // The API's own server does not survive this one.
      p.addIf(mount.destination().isEmpty(), which + "has no destination");
      index++;
    }
  }

  private static void plugin(
      @org.jspecify.annotations.Nullable Map<String, Object> plugin, Problems p) {
    if (plugin == null) {
      return;
    }
    Object type = plugin.getOrDefault("Type", "");
    p.addIf(
        plugin.getOrDefault("ID", "").equals(""), "CSIPluginConfig must have a non-empty PluginID");
    p.addIf(
        !List.of("node", "controller", "monolith").contains(type),
        "CSIPluginConfig PluginType must be one of 'node', 'controller', or 'monolith', got: "
            + Quote.of(String.valueOf(type)));
  }
}
