package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** What a node pool says otherwise than the cluster's {@link SchedulerConfiguration}. */
@RecordBuilder
public record PoolScheduling(
    @Nullable SchedulerAlgorithm schedulerAlgorithm,
    @Nullable Boolean memoryOversubscriptionEnabled)
    implements PoolSchedulingBuilder.With {}
