package io.drover.sidecar.fs;

/** A file that is not there, or that nobody gets. The message is for the one who asked. */
public final class FileRefused extends Exception {

  private static final long serialVersionUID = 1;

  /** Why, for those who answer with a status. */
  public enum Reason {
    MISSING,
    /** No path was given. */
    UNNAMED,
    ESCAPES,
    DIRECTORY,
    SECRET,
    /** A FIFO, a socket, a device. */
    SPECIAL,
    OTHER
  }

  private final Reason reason;

  FileRefused(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
