package io.drover.event;

/** A deployment goes on, pauses or ends. Time is Unix nanoseconds. */
public record DeploymentStatusChanged(DeploymentChange change, long time) implements Event {}
