package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When failing checks restart a task, as a client sends it. Null is unset. */
@RecordBuilder
public record CheckRestart(
    @Nullable Integer limit, @Nullable Duration grace, @Nullable Boolean ignoreWarnings)
    implements CheckRestartBuilder.With {}
