package io.drover.log.raft;

/** Stored bytes are not an entry as this program writes them. */
final class BrokenEntryException extends Exception {

  private static final long serialVersionUID = 1L;

  BrokenEntryException(String message) {
    super(message);
  }
}
