package io.drover.command;

import io.drover.state.Snapshot;

/**
 * Lets a deployment go on that waits for other regions. One of a single region never does, so that
 * there is nothing to change. Source: http-api.md 2.5.
 */
public record UnblockDeployment(String deployment) implements Command<DeploymentAnswer> {

  @Override
  public Outcome<DeploymentAnswer> decide(Snapshot snapshot, Context context) throws Refusal {
    DeploymentStep.of(snapshot, context, deployment, "unblock");
    return Outcome.unchanged(index -> DeploymentAnswer.NOTHING);
  }
}
