package io.drover.command;

import io.drover.contract.model.DeploymentState;
import io.drover.state.Snapshot;

/** Somebody gives a deployment up. Source: semantics.md 5. */
public record FailDeployment(String deployment) implements Command<DeploymentAnswer> {

  @Override
  public Outcome<DeploymentAnswer> decide(Snapshot snapshot, Context context) throws Refusal {
    DeploymentStep step = DeploymentStep.of(snapshot, context, deployment, "fail");
    boolean revert =
        step.deployment().taskGroups().values().stream().anyMatch(DeploymentState::autoRevert);
    return step.fail("Deployment marked as failed", revert);
  }
}
