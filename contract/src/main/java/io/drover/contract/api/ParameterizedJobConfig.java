package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a dispatch may bring, as a client sends it. Null is unset. */
@RecordBuilder
public record ParameterizedJobConfig(
    @Nullable String payload,
    @Nullable List<@Nullable String> metaRequired,
    @Nullable List<@Nullable String> metaOptional)
    implements ParameterizedJobConfigBuilder.With {}
