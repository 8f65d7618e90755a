package io.drover.log;

/** Whatever the log answers instead of a commit; the subclass says what is known of the entry. */
public abstract sealed class LogException extends RuntimeException
    permits NotLeaderException, CommitUnknownException, LogUnavailableException, LogStartException {

  private static final long serialVersionUID = 1L;

  LogException(String message) {
    super(message);
  }

  LogException(String message, Throwable cause) {
    super(message, cause);
  }
}
