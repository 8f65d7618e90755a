package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a failed allocation is replaced, as a client sends it. Null is unset. */
@RecordBuilder
public record ReschedulePolicy(
    @Nullable Integer attempts,
    @Nullable Duration interval,
    @Nullable Duration delay,
    @Nullable String delayFunction,
    @Nullable Duration maxDelay,
    @Nullable Boolean unlimited)
    implements ReschedulePolicyBuilder.With {}
