package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** Memory given to a task, in MB; MemoryMaxMB is 0 or the limit under oversubscription. */
@RecordBuilder
public record AllocatedMemory(long memoryMb, long memoryMaxMb)
    implements AllocatedMemoryBuilder.With {}
