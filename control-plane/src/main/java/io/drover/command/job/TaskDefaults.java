package io.drover.command.job;

import io.drover.contract.api.TaskBuilder;
import io.drover.contract.model.ChangeScript;
import io.drover.contract.model.DispatchPayload;
import io.drover.contract.model.LogConfig;
import io.drover.contract.model.RequestedDevice;
import io.drover.contract.model.Resources;
import io.drover.contract.model.RestartPolicy;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskArtifact;
import io.drover.contract.model.TaskLifecycle;
import io.drover.contract.model.Template;
import io.drover.contract.model.VaultConfig;
import io.drover.contract.model.VolumeMount;
import io.drover.contract.model.WaitConfig;
import io.drover.contract.model.WorkloadIdentity;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Defaults of the tasks of one group. Source: objects.md 1.2. */
record TaskDefaults(
    GroupDefaults job, String group, int count, RestartPolicy restart, ServiceDefaults services) {

  static final io.drover.contract.api.Task NO_TASK = TaskBuilder.builder().build();
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);
  private static final io.drover.contract.api.RequestedDevice NO_DEVICE =
      new io.drover.contract.api.RequestedDevice(null, null, null, null);
  private static final io.drover.contract.api.Template NO_TEMPLATE =
      io.drover.contract.api.TemplateBuilder.builder().build();
  private static final io.drover.contract.api.TaskArtifact NO_ARTIFACT =
      new io.drover.contract.api.TaskArtifact(null, null, null, null, null);
  private static final io.drover.contract.api.VolumeMount NO_MOUNT =
      new io.drover.contract.api.VolumeMount(null, null, null, null);
  private static final io.drover.contract.api.ScalingPolicy NO_SCALING =
      io.drover.contract.api.ScalingPolicyBuilder.builder().build();

  Task canonical(io.drover.contract.api.Task task) {
    String name = Unset.or(task.name(), "");
    Duration killTimeout = Unset.or(task.killTimeout(), KILL_TIMEOUT);
    Map<String, String> target = job.target(group);
    target.put("Task", name);
    return new Task(
        name,
        Unset.or(task.driver(), ""),
        Unset.or(task.user(), ""),
        FreeForm.canonical(task.config()),
        Unset.texts(task.env()),
        Unset.list(
            task.services(), ServiceDefaults.NO_SERVICE, service -> services.ofTask(service, name)),
        vault(task.vault()),
        Unset.list(task.templates(), NO_TEMPLATE, TaskDefaults::template),
        JobCanonicalizer.constraints(task.constraints()),
        JobCanonicalizer.affinities(task.affinities()),
        resources(task.resources()),
        PolicyDefaults.overlay(restart, task.restartPolicy()),
        task.dispatchPayload() == null
            ? null
            : new DispatchPayload(Unset.or(task.dispatchPayload().file(), "")),
        lifecycle(task.lifecycle()),
        Unset.texts(task.meta()),
        killTimeout.isZero() ? KILL_TIMEOUT : killTimeout,
        logs(task.logConfig()),
        Unset.list(task.artifacts(), NO_ARTIFACT, TaskDefaults::artifact),
        Unset.or(task.leader(), false),
        Unset.or(task.shutdownDelay(), Duration.ZERO),
        Unset.list(task.volumeMounts(), NO_MOUNT, TaskDefaults::mount),
        Unset.list(
            task.scalingPolicies(),
            NO_SCALING,
            policy -> GroupDefaults.scaling(policy, count, target)),
        Unset.or(task.killSignal(), ""),
        Unset.or(task.kind(), ""),
        plugin(task.csiPluginConfig()),
        task.identity() == null
            ? null
            : new WorkloadIdentity(
                Unset.or(task.identity().env(), false), Unset.or(task.identity().file(), false)));
  }

  /** Disk space asked for by a task is left out: only groups have any. */
  private static Resources resources(io.drover.contract.api.@Nullable Resources given) {
    var r = given == null ? io.drover.contract.api.ResourcesBuilder.builder().build() : given;
    int cores = Unset.or(r.cores(), 0);
    return new Resources(
        Unset.or(r.cpu(), cores > 0 ? 0 : 100),
        cores,
        Unset.or(r.memoryMb(), 300),
        Unset.or(r.memoryMaxMb(), 0),
        0,
        Unset.or(r.iops(), 0),
        GroupDefaults.networks(r.networks()),
        Unset.list(
            r.devices(),
            NO_DEVICE,
            d ->
                new RequestedDevice(
                    Unset.or(d.name(), ""),
                    Unset.or(d.count(), 1),
                    JobCanonicalizer.constraints(d.constraints()),
                    JobCanonicalizer.affinities(d.affinities()))));
  }

  private static LogConfig logs(io.drover.contract.api.@Nullable LogConfig l) {
    if (l == null) {
      return new LogConfig(10, 10, false);
    }
    boolean disabled = l.enabled() != null && !l.enabled();
    return new LogConfig(
        Unset.or(l.maxFiles(), 10),
        Unset.or(l.maxFileSizeMb(), 10),
        Unset.or(l.disabled(), disabled));
  }

  private static @Nullable TaskLifecycle lifecycle(
      io.drover.contract.api.@Nullable TaskLifecycle l) {
    String hook = l == null ? "" : Unset.or(l.hook(), "");
    return l == null || hook.isEmpty()
        ? null
        : new TaskLifecycle(hook, Unset.or(l.sidecar(), false));
  }

  private static @Nullable VaultConfig vault(io.drover.contract.api.@Nullable Vault v) {
    if (v == null) {
      return null;
    }
    String mode = Unset.or(v.changeMode(), "");
    return new VaultConfig(
        Unset.texts(v.policies()),
        Unset.or(v.namespace(), ""),
        Unset.or(v.env(), true),
        Unset.or(v.disableFile(), false),
        mode.isEmpty() ? "restart" : mode,
        JobCanonicalizer.upper(Unset.or(v.changeSignal(), "SIGHUP")));
  }

  private static Template template(io.drover.contract.api.Template t) {
    String mode = Unset.or(t.changeMode(), "restart");
    String signal = Unset.or(t.changeSignal(), mode.equals("signal") ? "SIGHUP" : "");
    var wait = t.waitConfig();
    return new Template(
        Unset.or(t.sourcePath(), ""),
        Unset.or(t.destPath(), ""),
        Unset.or(t.embeddedTmpl(), ""),
        mode,
        JobCanonicalizer.upper(signal),
        changeScript(t.changeScript()),
        Unset.or(t.splay(), Duration.ofSeconds(5)),
        Unset.or(t.perms(), "0644"),
        t.uid(),
        t.gid(),
        Unset.or(t.leftDelim(), "{{"),
        Unset.or(t.rightDelim(), "}}"),
        Unset.or(t.envvars(), false),
        Unset.or(t.vaultGrace(), Duration.ZERO),
        wait == null ? null : new WaitConfig(wait.min(), wait.max()),
        Unset.or(t.errMissingKey(), false));
  }

  private static @Nullable ChangeScript changeScript(
      io.drover.contract.api.@Nullable ChangeScript s) {
    return s == null
        ? null
        : new ChangeScript(
            Unset.or(s.command(), ""),
            Unset.texts(s.args()),
            Unset.or(s.timeout(), Duration.ofSeconds(5)),
            Unset.or(s.failOnError(), false));
  }

  private static TaskArtifact artifact(io.drover.contract.api.TaskArtifact a) {
    String source = Unset.or(a.getterSource(), "");
    String mode = Unset.or(a.getterMode(), "any");
    return new TaskArtifact(
        source,
        Unset.texts(a.getterOptions()),
        Unset.texts(a.getterHeaders()),
        mode,
        Unset.or(a.relativeDest(), mode.equals("file") ? fileIn("local", source) : "local/"));
  }

  private static String fileIn(String directory, String source) {
    int end = source.length();
    while (end > 0 && source.charAt(end - 1) == '/') {
      end--;
    }
    String base = source.substring(source.lastIndexOf('/', end - 1) + 1, end);
    return base.isEmpty() || base.equals(".") ? directory : directory + "/" + base;
  }

  private static VolumeMount mount(io.drover.contract.api.VolumeMount m) {
    return new VolumeMount(
        Unset.or(m.volume(), ""),
        Unset.or(m.destination(), ""),
        Unset.or(m.readOnly(), false),
        Unset.or(m.propagationMode(), "private"));
  }

  private static @Nullable Map<String, Object> plugin(
      io.drover.contract.api.@Nullable TaskCSIPluginConfig p) {
    if (p == null) {
      return null;
    }
    Map<String, Object> plugin = new TreeMap<>();
    plugin.put("ID", Unset.or(p.id(), ""));
    plugin.put("Type", Unset.or(p.type(), ""));
    plugin.put("MountDir", orIfEmpty(p.mountDir(), "/csi"));
    plugin.put("StagePublishBaseDir", orIfEmpty(p.stagePublishBaseDir(), "/local/csi"));
    Duration timeout = Unset.or(p.healthTimeout(), Duration.ZERO);
    Duration effective = timeout.isZero() ? Duration.ofSeconds(30) : timeout;
    plugin.put("HealthTimeout", FreeForm.whole(effective.toNanos()));
    return plugin;
  }

  private static String orIfEmpty(@Nullable String given, String fallback) {
    return given == null || given.isEmpty() ? fallback : given;
  }
}
