package io.drover.event;

import io.drover.contract.ids.JobKey;

/** A version of a job was found to be stable, or not to be so any more. */
public record JobStabilityChanged(JobKey job, long version, boolean stable) implements Event {}
