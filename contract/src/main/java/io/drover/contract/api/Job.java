package io.drover.contract.api;

import io.drover.contract.json.KeepEmpty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A job as a client sends it. Source: objects.md 1.1 and 1.2. Null is unset. */
@RecordBuilder
public record Job(
    @Nullable Boolean stop,
    @Nullable String region,
    @Nullable String namespace,
    @Nullable String id,
    @Nullable String parentId,
    @Nullable String name,
    @Nullable String type,
    @Nullable Integer priority,
    @Nullable Boolean allAtOnce,
    @Nullable List<@Nullable String> datacenters,
    @Nullable String nodePool,
    @Nullable List<@Nullable Constraint> constraints,
    @Nullable List<@Nullable Affinity> affinities,
    @Nullable List<@Nullable Spread> spreads,
    @Nullable List<@Nullable TaskGroup> taskGroups,
    @Nullable UpdateStrategy update,
    @KeepEmpty @Nullable Map<String, @Nullable Object> multiregion,
    @Nullable PeriodicConfig periodic,
    @Nullable ParameterizedJobConfig parameterizedJob,
    @Nullable ReschedulePolicy reschedule,
    @Nullable MigrateStrategy migrate,
    @Nullable Boolean dispatched,
    @Nullable String dispatchIdempotencyToken,
    byte @Nullable [] payload,
    @Nullable Map<String, @Nullable String> meta,
    @Nullable String consulToken,
    @Nullable String consulNamespace,
    @Nullable String vaultToken,
    @Nullable String vaultNamespace,
    @Nullable String nomadTokenId)
    implements JobBuilder.With {}
