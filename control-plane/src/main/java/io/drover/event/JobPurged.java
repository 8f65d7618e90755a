package io.drover.event;

import io.drover.contract.ids.JobKey;

/** A job was removed with all its versions. */
public record JobPurged(JobKey job) implements Event {}
