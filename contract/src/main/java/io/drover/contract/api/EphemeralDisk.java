package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** Disk space of a group, as a client sends it. Null is unset. */
@RecordBuilder
public record EphemeralDisk(
    @Nullable Boolean sticky, @Nullable Integer sizeMb, @Nullable Boolean migrate)
    implements EphemeralDiskBuilder.With {}
