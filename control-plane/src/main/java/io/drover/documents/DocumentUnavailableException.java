package io.drover.documents;

/** A document cannot be stored or read for now; the message says which and why. */
public final class DocumentUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DocumentUnavailableException(String message) {
    super(message);
  }

  public DocumentUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
