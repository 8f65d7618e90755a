package io.drover.http.query.filter;

/** How a field is compared; {@code contains} is {@link #IN} with its sides exchanged. */
enum Operator {
  EQUAL(false),
  NOT_EQUAL(true),
  IN(false),
  NOT_IN(true),
  MATCHES(false),
  NOT_MATCHES(true),
  IS_EMPTY(true),
  IS_NOT_EMPTY(false);

  private final boolean ofAbsent;

  Operator(boolean ofAbsent) {
    this.ofAbsent = ofAbsent;
  }

  /** The answer for a key that a map does not have. */
  boolean ofAbsent() {
    return ofAbsent;
  }
}
