package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file fetched before the start, as a client sends it. Null is unset. */
@RecordBuilder
public record TaskArtifact(
    @Nullable String getterSource,
    @Nullable Map<String, @Nullable String> getterOptions,
    @Nullable Map<String, @Nullable String> getterHeaders,
    @Nullable String getterMode,
    @Nullable String relativeDest)
    implements TaskArtifactBuilder.With {}
