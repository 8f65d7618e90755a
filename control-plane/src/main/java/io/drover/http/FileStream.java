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
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One file or log on its way to one client. Asks the node for the next chunk when the connection
 * has room for it, so at most one chunk is in memory here. Everything runs on the connection's
 * event loop.
 */
final class FileStream {

  /** How often a reader who waits for a file to grow is shown that the connection lives. */
  private static final long SIGN_OF_LIFE_MILLIS = 1000;

  /** Until then a node that has said nothing may yet say that there is no such file. */
  private static final int SILENT_SIGNS_MAX = 3;

  private static final Buffer SIGN_OF_LIFE = Buffer.buffer("{}");

  /** How the bytes are shown. */
  enum Form {
    LOG(true, "text/plain"),
    LOG_FRAMES(false, Body.JSON),
    /** What Go's server makes of frames that nobody named a type for. */
    FILE_FRAMES(false, Body.TEXT),
    /** The bytes of a file; their type is what they look like. */
    FILE(true, "");

    private final boolean plain;
    private final String contentType;

    Form(boolean plain, String contentType) {
      this.plain = plain;
      this.contentType = contentType;
    }
  }

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Form form;
  private final boolean follow;

  FileStream(HttpServerRequest request, Form form, boolean follow) {
    this.request = request;
    this.response = request.response();
    this.form = form;
    this.follow = follow;
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
                    .withSubscriber(new Sender(emitter, context.owner())));
  }

  private final class Sender implements Flow.Subscriber<NodeRequests.Chunk> {
    private final UniEmitter<? super Void> emitter;
    private final Vertx vertx;
    private Flow.@Nullable Subscription subscription;
    private long timer = -1;
    private int silentSigns;
    private boolean done;

    Sender(UniEmitter<? super Void> emitter, Vertx vertx) {
      this.emitter = emitter;
      this.vertx = vertx;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      response.closeHandler(closed -> gone(given));
      response.exceptionHandler(broken -> gone(given));
      if (follow && !form.plain) {
        timer = vertx.setPeriodic(SIGN_OF_LIFE_MILLIS, tick -> signOfLife());
      }
      given.request(1);
    }

    private void gone(Flow.Subscription given) {
      finished();
      given.cancel();
    }

    private void finished() {
      done = true;
      vertx.cancelTimer(timer);
    }

    private void signOfLife() {
      boolean silent = !response.headWritten() && ++silentSigns < SILENT_SIGNS_MAX;
      if (!done && !silent && !response.writeQueueFull()) {
        begin(new byte[0]);
        response.write(SIGN_OF_LIFE);
      }
    }

    @Override
    public void onNext(NodeRequests.Chunk chunk) {
      begin(chunk.data());
      Buffer bytes = form.plain ? Buffer.buffer(chunk.data()) : Buffer.buffer(frame(chunk));
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
      finished();
      if (response.headWritten()) {
        Errors.told(error, request); // For the log: the client sees a broken connection.
        request.connection().close();
      }
      emitter.fail(error);
    }

    @Override
    public void onComplete() {
      finished();
      begin(new byte[0]);
      response.end();
      emitter.complete(null);
    }

    private void begin(byte[] first) {
      if (!response.headWritten() && !response.isChunked()) {
        response.setChunked(true);
        response.putHeader(
            "Content-Type", form == Form.FILE ? ContentTypes.of(first) : form.contentType);
        if (form == Form.FILE) {
          response.putHeader("X-Content-Type-Options", "nosniff");
        }
        response.putHeader("Vary", "Origin");
      }
    }
  }

  /** A chunk as a JSON object without its zero members; a sign of life is an empty one. */
  private static byte[] frame(NodeRequests.Chunk chunk) {
    if (chunk.data().length == 0 && chunk.event().isEmpty()) {
      return "{}".getBytes(StandardCharsets.US_ASCII);
    }
    return JsonOut.bytes(
        out -> {
          out.writeStartObject();
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
          out.writeEndObject();
        });
  }
}
