package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task of a group as a client sends it. Null is unset. */
@RecordBuilder
public record Task(
    @Nullable String name,
    @Nullable String driver,
    @Nullable String user,
    @Nullable Map<String, @Nullable Object> config,
    @Nullable Map<String, @Nullable String> env,
    @Nullable List<@Nullable Service> services,
    @Nullable Vault vault,
    @Nullable List<@Nullable Template> templates,
    @Nullable List<@Nullable Constraint> constraints,
    @Nullable List<@Nullable Affinity> affinities,
    @Nullable Resources resources,
    @Nullable RestartPolicy restartPolicy,
    @Nullable DispatchPayloadConfig dispatchPayload,
    @Nullable TaskLifecycle lifecycle,
    @Nullable Map<String, @Nullable String> meta,
    @Nullable Duration killTimeout,
    @Nullable LogConfig logConfig,
    @Nullable List<@Nullable TaskArtifact> artifacts,
    @Nullable Boolean leader,
    @Nullable Duration shutdownDelay,
    @Nullable List<@Nullable VolumeMount> volumeMounts,
    @Nullable List<@Nullable ScalingPolicy> scalingPolicies,
    @Nullable String killSignal,
    @Nullable String kind,
    @Nullable TaskCSIPluginConfig csiPluginConfig,
    @Nullable WorkloadIdentity identity)
    implements TaskBuilder.With {}
