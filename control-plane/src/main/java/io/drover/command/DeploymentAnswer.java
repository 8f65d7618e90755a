package io.drover.command;

import org.jspecify.annotations.Nullable;

/**
 * Ids and indexes for who does something to a deployment.
 *
 * @param evalId empty if nothing is evaluated
 * @param revertedJobVersion the version that the job goes back to, null if it does not
 */
public record DeploymentAnswer(
    String evalId,
    long evalCreateIndex,
    long deploymentModifyIndex,
    @Nullable Long revertedJobVersion,
    long index) {

  /** Of something that changed nothing. */
  static final DeploymentAnswer NOTHING = new DeploymentAnswer("", 0, 0, null, 0);

  /** Of a change without an evaluation. */
  static DeploymentAnswer at(long index) {
    return new DeploymentAnswer("", 0, index, null, index);
  }
}
