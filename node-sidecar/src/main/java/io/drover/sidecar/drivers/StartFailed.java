package io.drover.sidecar.drivers;

/** A task did not start. */
public final class StartFailed extends Exception {

  private static final long serialVersionUID = 1;

  private final boolean recoverable;

  /** Recoverable: another try may go better. */
  public StartFailed(String message, boolean recoverable) {
    super(message);
    this.recoverable = recoverable;
  }

  public boolean recoverable() {
    return recoverable;
  }
}
