package io.drover.cli;

import java.io.IOException;

/** An answer of the server that is not a success. The message is what users of the API know. */
public final class ApiException extends IOException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String body;

  public ApiException(int status, String body) {
    super("Unexpected response code: %d (%s)".formatted(status, body.strip()));
    this.status = status;
    this.body = body.strip();
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  public String body() {
    return body;
  }
}
