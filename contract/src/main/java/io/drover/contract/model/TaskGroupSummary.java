package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** How many allocations of a group are in which state; Queued are those that found no place. */
@RecordBuilder
public record TaskGroupSummary(
    int queued, int complete, int failed, int running, int starting, int lost, int unknown)
    implements TaskGroupSummaryBuilder.With {}
