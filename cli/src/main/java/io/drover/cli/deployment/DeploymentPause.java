package io.drover.cli.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Api;
import io.drover.cli.Console;
import io.drover.cli.Doc;

/** `deployment pause`: no more allocations are replaced until it is resumed. */
public final class DeploymentPause extends Action {

  public DeploymentPause() {
    super("pause", "pausing");
  }

  @Override
  void fill(ObjectNode body) {
    body.put("Pause", true);
  }

  @Override
  int tell(Api api, Console console, String id, Doc answer) {
    console.line("Deployment \"%s\" paused".formatted(id));
    return OK;
  }
}
