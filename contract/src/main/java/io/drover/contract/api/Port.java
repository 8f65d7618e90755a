package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** A port asked for, as a client sends it. Null is unset. */
@RecordBuilder
public record Port(
    @Nullable String label,
    @Nullable Integer value,
    @Nullable Integer to,
    @Nullable String hostNetwork)
    implements PortBuilder.With {}
