package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a group moves from a draining node, as a client sends it. Null is unset. */
@RecordBuilder
public record MigrateStrategy(
    @Nullable Integer maxParallel,
    @Nullable String healthCheck,
    @Nullable Duration minHealthyTime,
    @Nullable Duration healthyDeadline)
    implements MigrateStrategyBuilder.With {}
