package io.drover.cli.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Doc;

/** `deployment resume`: lets a paused deployment go on. */
public final class DeploymentResume extends FollowedAction {

  public DeploymentResume() {
    super("pause", "resuming");
  }

  @Override
  void fill(ObjectNode body) {
    body.put("Pause", false);
  }

  @Override
  String done(String id, Doc answer) {
    return "Deployment \"%s\" resumed".formatted(id);
  }
}
