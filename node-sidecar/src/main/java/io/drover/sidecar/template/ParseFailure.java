package io.drover.sidecar.template;

/** Leaves the parser, however deep it is. */
final class ParseFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  ParseFailure(String message) {
    super(message, null, false, false);
  }
}
