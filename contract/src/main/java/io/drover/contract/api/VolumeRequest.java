package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** A volume of a group, as a client sends it. Null is unset. */
@RecordBuilder
public record VolumeRequest(
    @Nullable String name,
    @Nullable String type,
    @Nullable String source,
    @Nullable Boolean readOnly,
    @Nullable String accessMode,
    @Nullable String attachmentMode,
    @Nullable CSIMountOptions mountOptions,
    @Nullable Boolean perAlloc)
    implements VolumeRequestBuilder.With {}
