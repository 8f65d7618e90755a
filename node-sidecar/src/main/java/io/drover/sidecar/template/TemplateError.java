package io.drover.sidecar.template;

/** A template that does not parse or does not render. The message says where, in Go's form. */
public final class TemplateError extends Exception {

  private static final long serialVersionUID = 1;

  TemplateError(String message) {
    super(ByteText.text(message));
  }
}
