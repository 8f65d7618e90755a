package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A group of a job as a client sends it. Null is unset. */
@RecordBuilder
public record TaskGroup(
    @Nullable String name,
    @Nullable Integer count,
    @Nullable UpdateStrategy update,
    @Nullable MigrateStrategy migrate,
    @Nullable List<@Nullable Constraint> constraints,
    @Nullable ScalingPolicy scaling,
    @Nullable RestartPolicy restartPolicy,
    @Nullable List<@Nullable Task> tasks,
    @Nullable EphemeralDisk ephemeralDisk,
    @Nullable Map<String, @Nullable String> meta,
    @Nullable ReschedulePolicy reschedulePolicy,
    @Nullable List<@Nullable Affinity> affinities,
    @Nullable List<@Nullable Spread> spreads,
    @Nullable List<@Nullable NetworkResource> networks,
    @Nullable Consul consul,
    @Nullable List<@Nullable Service> services,
    @Nullable Map<String, @Nullable VolumeRequest> volumes,
    @Nullable Duration shutdownDelay,
    @Nullable Duration stopAfterClientDisconnect,
    @Nullable Duration maxClientDisconnect)
    implements TaskGroupBuilder.With {}
