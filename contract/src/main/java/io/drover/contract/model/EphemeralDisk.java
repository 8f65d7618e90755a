package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** Disk space that the tasks of an allocation share, in MB. */
@RecordBuilder
public record EphemeralDisk(boolean sticky, int sizeMb, boolean migrate)
    implements EphemeralDiskBuilder.With {}
