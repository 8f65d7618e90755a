package io.drover.http.query.filter;

/** A filter that is no expression, or that does not fit what it is applied to. */
public final class FilterException extends Exception {

  private static final long serialVersionUID = 1;

  FilterException(String text) {
    super(text, null, false, false); // A client's mistake: no stack trace.
  }

  /** What is wrong. */
  public String text() {
    String text = getMessage();
    return text == null ? "" : text;
  }
}
