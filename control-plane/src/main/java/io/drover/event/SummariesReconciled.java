package io.drover.event;

/** The allocations of every job are to be counted anew. Time is Unix nanoseconds. */
public record SummariesReconciled(long time) implements Event {}
