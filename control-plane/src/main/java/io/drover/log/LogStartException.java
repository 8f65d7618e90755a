package io.drover.log;

/**
 * The log could not be opened. The message is for the operator; it names the file, directory or
 * address and what to do.
 */
public final class LogStartException extends LogException {

  private static final long serialVersionUID = 1L;

  public LogStartException(String message) {
    super(message);
  }

  public LogStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
