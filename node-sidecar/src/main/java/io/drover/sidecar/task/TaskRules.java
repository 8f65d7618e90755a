package io.drover.sidecar.task;

import io.drover.sidecar.task.hook.artifact.ArtifactLimits;

/**
 * What the operator of the node has laid down for all tasks.
 *
 * @param environment which of the sidecar's own variables tasks get
 * @param artifacts bounds of what is fetched
 */
public record TaskRules(HostEnvironment environment, ArtifactLimits artifacts) {}
