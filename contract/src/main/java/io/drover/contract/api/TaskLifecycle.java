package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** When a task runs beside the main tasks, as a client sends it. Null is unset. */
@RecordBuilder
public record TaskLifecycle(@Nullable String hook, @Nullable Boolean sidecar)
    implements TaskLifecycleBuilder.With {}
