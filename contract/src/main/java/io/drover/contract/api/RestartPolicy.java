package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a failed task is started again, as a client sends it. Null is unset. */
@RecordBuilder
public record RestartPolicy(
    @Nullable Integer attempts,
    @Nullable Duration interval,
    @Nullable Duration delay,
    @Nullable String mode)
    implements RestartPolicyBuilder.With {}
