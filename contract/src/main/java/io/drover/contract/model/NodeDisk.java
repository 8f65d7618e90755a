package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;

/** Disk of a node in MB. */
@RecordBuilder
public record NodeDisk(@JsonProperty("DiskMB") long diskMb) implements NodeDiskBuilder.With {}
