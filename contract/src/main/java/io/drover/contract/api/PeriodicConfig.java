package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** Launches by the clock, as a client sends them. Null is unset. */
@RecordBuilder
public record PeriodicConfig(
    @Nullable Boolean enabled,
    @Nullable String spec,
    @Nullable String specType,
    @Nullable Boolean prohibitOverlap,
    @Nullable String timeZone)
    implements PeriodicConfigBuilder.With {}
