package io.drover.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Ends a connection whose request body will not be read. Closing at once would reset it, and a
 * client that is still sending would lose the answer; so what comes is thrown away for a moment.
 */
final class LastAnswer {

  /** Long enough for an answer to arrive and be read, too short to be worth abusing. */
  private static final long LINGER_MILLIS = 500;

  /** More than the buffers of both ends hold; who goes on sending has not looked at the answer. */
  private static final long DISCARDED_BYTES_MAX = 16L << 20;

  private LastAnswer() {}

  /** Says so in the headers of the answer that is about to be sent, and closes after it. */
  static void announce(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      return; // The stream ends with the answer; the others on the connection go on.
    }
    request.response().putHeader("Connection", "close");
    request.handler(new Discard(request)::add);
    request.exceptionHandler(broken -> {});
    request.endHandler(end -> {});
    request.response().bodyEndHandler(sent -> linger(request));
    request.resume();
  }

  private static void linger(HttpServerRequest request) {
    Context context = Vertx.currentContext();
    if (context == null || request.isEnded()) {
      request.connection().close();
      return;
    }
    request.endHandler(end -> request.connection().close());
    context.owner().setTimer(LINGER_MILLIS, late -> request.connection().close());
  }

  private static final class Discard {
    private final HttpServerRequest request;
    private long bytes;

    Discard(HttpServerRequest request) {
      this.request = request;
    }

    void add(Buffer part) {
      bytes += part.length();
      if (bytes > DISCARDED_BYTES_MAX) {
        request.connection().close();
      }
    }
  }
}
