package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;

/** Memory of a node in MB. */
@RecordBuilder
public record NodeMemory(@JsonProperty("MemoryMB") long memoryMb)
    implements NodeMemoryBuilder.With {}
