package io.drover.event;

import io.drover.contract.model.DeploymentStatus;

/** A new status of a deployment, by id. */
public record DeploymentChange(String deployment, DeploymentStatus status, String description) {}
