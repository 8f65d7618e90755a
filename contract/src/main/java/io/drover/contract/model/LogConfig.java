package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * How much of a task's output is kept: at most MaxFiles files of MaxFileSizeMB each, for each
 * stream.
 */
@RecordBuilder
public record LogConfig(
    int maxFiles, @JsonProperty("MaxFileSizeMB") int maxFileSizeMb, boolean disabled)
    implements LogConfigBuilder.With {}
