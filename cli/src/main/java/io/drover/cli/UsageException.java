package io.drover.cli;

/** The command was called in a way it cannot carry out; the message says what to change. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UsageException(String message) {
    super(message);
  }
}
