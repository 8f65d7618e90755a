package io.drover.sidecar.task;

/** A request for a task or allocation that cannot be met, with the HTTP status that fits. */
public final class RequestRefused extends Exception {

  private static final long serialVersionUID = 1;

  private final int status;

  public RequestRefused(int status, String message) {
    super(message);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
