package io.drover.event;

import io.drover.contract.ids.JobKey;

/** A job was stopped but stays readable: a new version that says so. Time is Unix nanoseconds. */
public record JobStopped(JobKey job, long submitTime) implements Event {}
