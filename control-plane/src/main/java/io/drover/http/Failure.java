package io.drover.http;

/** A request is answered with this status and this text; not a fault of ours, so no stack trace. */
public final class Failure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;

  public Failure(int status, String text) {
    super(text, null, false, false);
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The text of the answer. */
  public String text() {
    String text = getMessage();
    return text == null ? "" : text;
  }
}
