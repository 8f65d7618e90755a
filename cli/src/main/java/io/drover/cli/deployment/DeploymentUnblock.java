package io.drover.cli.deployment;

import io.drover.cli.Doc;

/** `deployment unblock`: lets a deployment go on that waits for other regions. */
public final class DeploymentUnblock extends FollowedAction {

  public DeploymentUnblock() {
    super("unblock", "unblocking");
  }

  @Override
  String done(String id, Doc answer) {
    return "Deployment \"%s\" unblocked".formatted(id);
  }
}
