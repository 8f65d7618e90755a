package io.drover.http;

import io.drover.http.port.NodeRequests;
import io.drover.http.render.JsonOut;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One log on its way to one client. Asks the node for the next chunk when the connection has room
 * for it, so at most one chunk is in memory here. Everything runs on the connection's event loop.
 */
final class LogStream {

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final boolean plain;

  LogStream(HttpServerRequest request, boolean plain) {
    this.request = request;
    this.response = request.response();
    this.plain = plain;
  }

  /**
   * Sends the chunks. Fails with their error as long as nothing was sent; afterwards an error ends
   * the connection.
   */
  Uni<Void> send(Multi<NodeRequests.Chunk> chunks) {
    Context context = Vertx.currentContext();
    return Uni.createFrom()
        .emitter(
            emitter ->
                chunks
                    .emitOn(step -> context.runOnContext(nothing -> step.run()), 1)
                    .subscribe()
                    .withSubscriber(new Sender(emitter)));
  }

  private final class Sender implements Flow.Subscriber<NodeRequests.Chunk> {
    private final UniEmitter<? super Void> emitter;
    private Flow.@Nullable Subscription subscription;

    Sender(UniEmitter<? super Void> emitter) {
      this.emitter = emitter;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      response.closeHandler(closed -> given.cancel());
      response.exceptionHandler(broken -> given.cancel());
      given.request(1);
    }

    @Override
    public void onNext(NodeRequests.Chunk chunk) {
      begin();
      Buffer bytes = plain ? Buffer.buffer(chunk.data()) : Buffer.buffer(frame(chunk));
      if (bytes.length() > 0) {
        response.write(bytes);
      }
      if (response.writeQueueFull()) {
        response.drainHandler(room -> next());
      } else {
        next();
      }
    }

    private void next() {
      if (subscription != null) {
        subscription.request(1);
      }
    }

    @Override
    public void onError(Throwable error) {
      if (response.headWritten()) {
        Errors.told(error, request); // For the log: the client sees a broken connection.
        request.connection().close();
      }
      emitter.fail(error);
    }

    @Override
    public void onComplete() {
      begin();
      response.end();
      emitter.complete(null);
    }

    private void begin() {
      if (!response.headWritten() && !response.isChunked()) {
        response.setChunked(true);
        response.putHeader("Content-Type", plain ? Body.TEXT : Body.JSON);
        response.putHeader("Vary", "Origin");
      }
    }
  }

  /** A chunk as a JSON object without its zero members; a sign of life is an empty one. */
  private static byte[] frame(NodeRequests.Chunk chunk) {
    boolean empty = chunk.data().length == 0 && chunk.event().isEmpty();
    return JsonOut.bytes(
        out -> {
          out.writeStartObject();
          if (!empty) {
            if (chunk.data().length > 0) {
              out.writeBinaryField("Data", chunk.data());
            }
            if (!chunk.file().isEmpty()) {
              out.writeStringField("File", chunk.file());
            }
            if (chunk.offsetBytes() != 0) {
              out.writeNumberField("Offset", chunk.offsetBytes());
            }
            if (!chunk.event().isEmpty()) {
              out.writeStringField("FileEvent", chunk.event());
            }
          }
          out.writeEndObject();
        });
  }
}
