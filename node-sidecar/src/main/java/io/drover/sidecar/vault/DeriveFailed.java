package io.drover.sidecar.vault;

/** A task got no token. */
public final class DeriveFailed extends Exception {

  private static final long serialVersionUID = 1;

  private final boolean recoverable;
  private final boolean serverSide;

  private DeriveFailed(String message, boolean recoverable, boolean serverSide) {
    super(message);
    this.recoverable = recoverable;
    this.serverSide = serverSide;
  }

  /** It went wrong here. */
  public static DeriveFailed here(String message, boolean recoverable) {
    return new DeriveFailed(message, recoverable, false);
  }

  /** The control plane said so. */
  public static DeriveFailed byServer(String message, boolean recoverable) {
    return new DeriveFailed(message, recoverable, true);
  }

  /** Another try may go better. */
  public boolean recoverable() {
    return recoverable;
  }

  /** The message as the task's last event tells it. */
  public String told() {
    return serverSide
        ? "Vault: server failed to derive vault token: " + getMessage()
        : "Vault: failed to derive vault token: " + getMessage();
  }
}
