package io.drover.cli.deployment;

import io.drover.cli.Doc;

/** `deployment fail`: gives a deployment up. */
public final class DeploymentFail extends FollowedAction {

  public DeploymentFail() {
    super("fail", "failing");
  }

  @Override
  String done(String id, Doc answer) {
    String text = "Deployment \"%s\" failed".formatted(id);
    return answer.has("RevertedJobVersion")
        ? "%s. Auto-reverted to job version %d."
            .formatted(text, answer.number("RevertedJobVersion"))
        : text;
  }
}
