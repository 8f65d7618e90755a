package io.drover.http;

import io.drover.contract.json.BodyException;
import io.drover.contract.json.BodyReader;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Reads bodies of requests without blocking, and no further than the limit. Small ones are decoded
 * on the event loop; large ones elsewhere, so that they hold up nobody else.
 */
@Singleton
public final class RequestBody {

  /** Decoding and checking that much takes about a millisecond. */
  private static final int SMALL_BYTES_MAX = 64 << 10;

  private final int bytesMax;
  private final BodyReader reader;

  @Inject
  RequestBody(HttpSettings settings) {
    this.bytesMax = Math.toIntExact(settings.bodyBytesMax());
    this.reader = new BodyReader(bytesMax);
  }

  /** Reads and decodes a body, then works on it; an absent body is an error. */
  public <T extends Record, R> Uni<R> with(
      HttpServerRequest request, Class<T> type, Function<T, Uni<R>> work) {
    return withBytes(request, type, (decoded, bytes) -> work.apply(decoded));
  }

  /** The same for work that needs the body as it was sent, too. */
  <T extends Record, R> Uni<R> withBytes(
      HttpServerRequest request, Class<T> type, BiFunction<T, byte[], Uni<R>> work) {
    if (!present(request)) {
      throw new BodyException("Request body is empty");
    }
    return bytes(request)
        .onItem()
        .transformToUni(
            body -> {
              Uni<R> done =
                  Uni.createFrom().deferred(() -> work.apply(reader.read(body, type), body));
              return body.length <= SMALL_BYTES_MAX
                  ? done
                  : done.runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
            });
  }

  /** True if the request says that it has a body. */
  public static boolean present(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return length == null ? request.getHeader("Transfer-Encoding") != null : !length.equals("0");
  }

  private Uni<byte[]> bytes(HttpServerRequest request) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Buffer body = Buffer.buffer();
              request.exceptionHandler(emitter::fail);
              request.endHandler(end -> emitter.complete(body.getBytes()));
              request.handler(
                  part -> {
                    if (body.length() + part.length() > bytesMax) {
                      LastAnswer.announce(request);
                      emitter.fail(
                          new Failure(413, "Request body is larger than " + bytesMax + " bytes"));
                    } else {
                      body.appendBuffer(part);
                    }
                  });
              request.resume();
            });
  }
}
