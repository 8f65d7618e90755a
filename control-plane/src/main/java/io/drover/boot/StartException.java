package io.drover.boot;

/** The program cannot start; the message tells the operator why and what to do. */
public final class StartException extends RuntimeException {

  private static final long serialVersionUID = 1;

  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
