package io.drover.event;

import io.drover.contract.model.SchedulerConfiguration;

/** How the whole cluster schedules from now on. */
public record SchedulingConfigured(SchedulerConfiguration configuration) implements Event {}
