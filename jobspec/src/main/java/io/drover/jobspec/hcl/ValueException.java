package io.drover.jobspec.hcl;

/**
 * A value that does not suit; the message says what was wanted. Does not leave the evaluation: it
 * becomes a diagnostic with the place of the expression.
 */
public final class ValueException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** The position of the function's argument that is to blame, or -1. */
  private final int argument;

  public ValueException(String message) {
    this(-1, message);
  }

  public ValueException(int argument, String message) {
    super(message, null, false, false);
    this.argument = argument;
  }

  public int argument() {
    return argument;
  }

  public String text() {
    return String.valueOf(getMessage());
  }
}
