package io.drover.command;

/** A command cannot be carried out; status and text are those of the HTTP answer. */
public final class Refusal extends Exception {

  private static final long serialVersionUID = 1;

  private final int status;

  public Refusal(int status, String text) {
    super(text, null, false, false); // Expected and frequent: no stack trace.
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}
