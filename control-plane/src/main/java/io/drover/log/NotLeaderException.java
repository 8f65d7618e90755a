package io.drover.log;

/**
 * This member does not lead, or no longer in the term or at the position named. The entry is
 * certainly not committed: retry on the leader.
 */
public final class NotLeaderException extends LogException {

  private static final long serialVersionUID = 1L;

  public NotLeaderException(String message) {
    super(message);
  }

  public NotLeaderException(String message, Throwable cause) {
    super(message, cause);
  }
}
