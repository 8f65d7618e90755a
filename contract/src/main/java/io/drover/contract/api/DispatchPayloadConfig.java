package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** The file that gets the payload of a dispatch, as a client sends it. Null is unset. */
@RecordBuilder
public record DispatchPayloadConfig(@Nullable String file)
    implements DispatchPayloadConfigBuilder.With {}
