package io.drover.sidecar.executor;

import java.io.IOException;

/** Nobody launched a process under that id, or it was forgotten. */
public final class UnknownProcess extends IOException {

  private static final long serialVersionUID = 1;

  public UnknownProcess(String id) {
    super("no process was launched under the id \"" + id + "\"");
  }
}
