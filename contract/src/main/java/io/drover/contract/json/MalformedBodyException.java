package io.drover.contract.json;

/** A request's body is no JSON. Line and column, both from 1, are where that shows. */
public final class MalformedBodyException extends BodyException {

  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;

  MalformedBodyException(String message, int line, int column) {
    super(message);
    this.line = line;
    this.column = column;
  }

  public int line() {
    return line;
  }

  public int column() {
    return column;
  }
}
