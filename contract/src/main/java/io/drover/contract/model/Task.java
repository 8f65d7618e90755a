package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One program of a group. Source: objects.md 1.9. */
@RecordBuilder
public record Task(
    String name,
    String driver,
    String user,
    Map<String, Object> config,
    Map<String, String> env,
    List<Service> services,
    @Nullable VaultConfig vault,
    List<Template> templates,
    List<Constraint> constraints,
    List<Affinity> affinities,
    Resources resources,
    @Nullable RestartPolicy restartPolicy,
    @Nullable DispatchPayload dispatchPayload,
    @Nullable TaskLifecycle lifecycle,
    Map<String, String> meta,
    Duration killTimeout,
    LogConfig logConfig,
    List<TaskArtifact> artifacts,
    boolean leader,
    Duration shutdownDelay,
    List<VolumeMount> volumeMounts,
    List<ScalingPolicy> scalingPolicies,
    String killSignal,
    String kind,
    @JsonProperty("CSIPluginConfig") @Nullable Map<String, Object> csiPluginConfig,
    @Nullable WorkloadIdentity identity)
    implements TaskBuilder.With {

  public Task {
    name = Copies.text(name);
    driver = Copies.text(driver);
    user = Copies.text(user);
    config = Copies.map(config);
    env = Copies.map(env);
    services = Copies.list(services);
    templates = Copies.list(templates);
    constraints = Copies.list(constraints);
    affinities = Copies.list(affinities);
    meta = Copies.map(meta);
    killTimeout = killTimeout == null ? Duration.ZERO : killTimeout;
    artifacts = Copies.list(artifacts);
    shutdownDelay = shutdownDelay == null ? Duration.ZERO : shutdownDelay;
    volumeMounts = Copies.list(volumeMounts);
    scalingPolicies = Copies.list(scalingPolicies);
    killSignal = Copies.text(killSignal);
    kind = Copies.text(kind);
  }
}
