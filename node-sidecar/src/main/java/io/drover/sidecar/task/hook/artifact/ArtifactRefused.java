package io.drover.sidecar.task.hook.artifact;

import java.io.IOException;

/** An artifact that no further try would get, with the reason. */
final class ArtifactRefused extends IOException {

  private static final long serialVersionUID = 1;

  ArtifactRefused(String message) {
    super(message);
  }
}
