package io.drover.log;

/**
 * Leadership or the member was lost while the entry was on its way: it may or may not be committed.
 * Only reading tells.
 */
public final class CommitUnknownException extends LogException {

  private static final long serialVersionUID = 1L;

  public CommitUnknownException(String message) {
    super(message);
  }

  public CommitUnknownException(String message, Throwable cause) {
    super(message, cause);
  }
}
