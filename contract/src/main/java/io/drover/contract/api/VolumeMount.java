package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** Where a task finds a volume, as a client sends it. Null is unset. */
@RecordBuilder
public record VolumeMount(
    @Nullable String volume,
    @Nullable String destination,
    @Nullable Boolean readOnly,
    @Nullable String propagationMode)
    implements VolumeMountBuilder.With {}
