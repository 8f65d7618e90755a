package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a new version replaces the old one, as a client sends it. Null is unset. */
@RecordBuilder
public record UpdateStrategy(
    @Nullable Duration stagger,
    @Nullable Integer maxParallel,
    @Nullable String healthCheck,
    @Nullable Duration minHealthyTime,
    @Nullable Duration healthyDeadline,
    @Nullable Duration progressDeadline,
    @Nullable Boolean autoRevert,
    @Nullable Boolean autoPromote,
    @Nullable Integer canary)
    implements UpdateStrategyBuilder.With {}
