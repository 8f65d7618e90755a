package io.drover.event;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.ScalingEvent;

/** A group was scaled, or something was said about it. The event's index is set when applied. */
public record ScalingEventRecorded(JobKey job, String group, ScalingEvent what) implements Event {}
