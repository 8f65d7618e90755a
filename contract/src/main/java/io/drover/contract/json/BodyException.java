package io.drover.contract.json;

/** A request's body cannot be read; the message is for the client. */
public class BodyException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public BodyException(String message) {
    super(message);
  }
}
