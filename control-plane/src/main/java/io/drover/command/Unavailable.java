package io.drover.command;

/** This member cannot take commands right now; the text says why. The client may try again. */
public final class Unavailable extends Exception {

  private static final long serialVersionUID = 1;

  public Unavailable(String text) {
    super(text);
  }

  public Unavailable(String text, Throwable cause) {
    super(text, cause);
  }
}
