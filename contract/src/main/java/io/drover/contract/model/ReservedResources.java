package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;

/** What tasks on a node do not get. */
@RecordBuilder
public record ReservedResources(
    @JsonProperty("Cpu") ReservedCpu cpu,
    NodeMemory memory,
    NodeDisk disk,
    ReservedNetworks networks)
    implements ReservedResourcesBuilder.With {}
