package io.drover.sidecar.kernel;

import java.io.IOException;

/** What was waited for did not come in time. */
public final class TimeOver extends IOException {

  private static final long serialVersionUID = 1;

  TimeOver() {
    super("the time is over");
  }
}
