package io.drover.log;

/**
 * The log takes no entries for now (no space, too many in flight) or for good (failed, closed). The
 * entry is certainly not committed.
 */
public final class LogUnavailableException extends LogException {

  private static final long serialVersionUID = 1L;

  public LogUnavailableException(String message) {
    super(message);
  }

  public LogUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
