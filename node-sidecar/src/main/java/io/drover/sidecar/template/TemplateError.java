package io.drover.sidecar.template;

/** A template that does not parse or does not render. The message says where, in Go's form. */
public final class TemplateError extends Exception {

  private static final long serialVersionUID = 1;
  private static final int MAX_BYTES = 4096;

  TemplateError(String message) {
    super(ByteText.text(shortened(message)));
  }

  /** What is quoted of a template may be as long as the template. */
  private static String shortened(String message) {
    int half = MAX_BYTES / 2;
    return message.length() > MAX_BYTES
        ? message.substring(0, half) + " ... " + message.substring(message.length() - half)
        : message;
  }
}
