package io.drover.command;

import io.drover.contract.model.DeploymentStatus;
import io.drover.state.Snapshot;

/**
 * Pauses a deployment, or lets it go on, which evaluates its job. The time by which it must have
 * progressed goes on in either case. Source: semantics.md 5.
 */
public record PauseDeployment(String deployment, boolean pause)
    implements Command<DeploymentAnswer> {

  @Override
  public Outcome<DeploymentAnswer> decide(Snapshot snapshot, Context context) throws Refusal {
    DeploymentStep step =
        DeploymentStep.of(snapshot, context, deployment, pause ? "pause" : "resume");
    if (pause) {
      step.status(DeploymentStatus.PAUSED, "Deployment is paused");
      return step.done();
    }
    step.status(DeploymentStatus.RUNNING, "Deployment is running");
    return step.evaluated();
  }
}
