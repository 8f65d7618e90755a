package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/**
 * How much output is kept, as a client sends it; Enabled is the old spelling of not Disabled. Null
 * is unset.
 */
@RecordBuilder
public record LogConfig(
    @Nullable Integer maxFiles,
    @Nullable Integer maxFileSizeMb,
    @Nullable Boolean enabled,
    @Nullable Boolean disabled)
    implements LogConfigBuilder.With {}
