package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** How many children of a periodic or parameterized job are in which state. */
@RecordBuilder
public record ChildrenSummary(long pending, long running, long dead)
    implements ChildrenSummaryBuilder.With {}
