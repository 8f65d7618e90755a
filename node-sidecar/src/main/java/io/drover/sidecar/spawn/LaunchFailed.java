package io.drover.sidecar.spawn;

import java.io.IOException;

/** A process could not be started; the message names the step. Nothing of it is left running. */
public final class LaunchFailed extends IOException {

  private static final long serialVersionUID = 1;

  public LaunchFailed(String message) {
    super(message);
  }
}
