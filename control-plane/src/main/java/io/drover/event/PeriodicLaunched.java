package io.drover.event;

import io.drover.contract.ids.JobKey;

/**
 * The launches of a periodic job are done up to this time, Unix nanoseconds: it was launched, or
 * has only now become one that is.
 */
public record PeriodicLaunched(JobKey job, long launch) implements Event {}
