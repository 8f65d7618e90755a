package io.drover.contract.json;

/** A request's body has more bytes, or is nested deeper, than is read. */
public final class BodyTooLargeException extends BodyException {

  private static final long serialVersionUID = 1;

  private final long size;
  private final long limit;

  private BodyTooLargeException(String message, long size, long limit) {
    super(message);
    this.size = size;
    this.limit = limit;
  }

  /** A body of this many bytes; of a stream, as many as had been read. */
  static BodyTooLargeException bytes(long size, long limit) {
    return new BodyTooLargeException(
        "request body is larger than " + limit + " bytes", size, limit);
  }

  static BodyTooLargeException depth(int depth, int limit) {
    return new BodyTooLargeException(
        "request body is nested deeper than " + limit + " levels", depth, limit);
  }

  /** Bytes or levels that were met, at least. */
  public long size() {
    return size;
  }

  /** Bytes or levels that are read at most. */
  public long limit() {
    return limit;
  }
}
