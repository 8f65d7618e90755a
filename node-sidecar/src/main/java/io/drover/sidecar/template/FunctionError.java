package io.drover.sidecar.template;

/** A function or an operation that cannot do its part; who called it adds the position. */
final class FunctionError extends Exception {

  private static final long serialVersionUID = 1;

  FunctionError(String message) {
    super(message);
  }
}
