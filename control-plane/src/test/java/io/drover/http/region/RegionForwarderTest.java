package io.drover.http.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests for another region, between two HTTP servers on loopback. */
final class RegionForwarderTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MEBIBYTE = 1 << 20;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = vertx.createHttpClient();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aRequestIsAnsweredByTheOtherRegionWithItsHeaders() {
    HttpServer far =
        listen(
            request ->
                request
                    .body()
                    .onSuccess(
                        body ->
                            request
                                .response()
                                .setStatusCode(418)
                                .putHeader("X-Nomad-Index", "42")
                                .end(
                                    "%s %s %s %s %s"
                                        .formatted(
                                            request.method(),
                                            request.uri(),
                                            request.getHeader("X-Nomad-Token"),
                                            request.getHeader("Authorization"),
                                            body))));
    int near = near(RegionPeer.of("eu", address(far)));

    Answer answer =
        send(near, HttpMethod.PUT, "/v1/job/a%2Fb?region=eu&index=7&x=%20", "hello", "token-1");

    assertThat(answer.status()).isEqualTo(418);
    assertThat(answer.header("X-Nomad-Index")).isEqualTo("42");
    assertThat(answer.body())
        .isEqualTo("PUT /v1/job/a%2Fb?region=eu&index=7&x=%20 token-1 Bearer token-1 hello");
  }

  @Test
  void aRegionThatNobodyKnowsHasNoPath() {
    Answer answer = send(near(), HttpMethod.GET, "/v1/jobs?region=mars", "", "t");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo("No path to region");
  }

  @Test
  void aRegionThatPointsBackToItsCallerIsNoLoop() throws IOException {
    int port = freePort();
    RegionForwarder forwarder =
        new RegionForwarder(vertx, RegionPeers.of(RegionPeer.of("eu", http(port))), "global");
    AtomicInteger asked = new AtomicInteger();
    listen(
        port,
        request -> {
          asked.incrementAndGet();
          forwarder.forward(request, "eu");
        });

    Answer answer = send(port, HttpMethod.GET, "/v1/jobs?region=eu", "", "t");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).startsWith("No path to region").contains("check the addresses");
    assertThat(asked.get()).as("once from outside, once from itself").isEqualTo(2);
  }

  @Test
  void theNextAddressIsTriedWhenOneCannotBeConnectedTo() throws IOException {
    HttpServer far = listen(request -> request.response().end("here"));
    int near = near(RegionPeer.of("eu", http(freePort()), address(far)));

    assertThat(send(near, HttpMethod.GET, "/v1/jobs?region=eu", "", "t").body()).isEqualTo("here");
  }

  @Test
  void aRegionThatIsNotThereIsToldByName() throws IOException {
    int near = near(RegionPeer.of("eu", http(freePort())));

    Answer answer = send(near, HttpMethod.PUT, "/v1/jobs?region=eu", "{}", "t");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).startsWith("rpc error: no way to region \"eu\": ");
  }

  @Test
  void piecesOfAnAnswerArriveBeforeItsEnd() {
    AtomicReference<HttpServerRequest> open = new AtomicReference<>();
    HttpServer far =
        listen(
            request -> {
              open.set(request);
              request.response().setChunked(true).write("first");
            });
    int near = near(RegionPeer.of("eu", address(far)));
    Queue<String> pieces = new ConcurrentLinkedQueue<>();
    AtomicBoolean ended = new AtomicBoolean();

    begin(near, HttpMethod.GET, "/v1/client/fs/logs/x?region=eu")
        .compose(HttpClientRequest::send)
        .onSuccess(
            answer -> {
              answer.handler(piece -> pieces.add(piece.toString()));
              answer.endHandler(end -> ended.set(true));
            });

    await().atMost(PATIENCE).until(() -> pieces.contains("first"));
    open.get().response().write("second");
    await().atMost(PATIENCE).until(() -> pieces.contains("second"));
    assertThat(ended).isFalse();
    open.get().response().end();
    await().atMost(PATIENCE).untilTrue(ended);
  }

  @Test
  void aReaderThatStandsStillHoldsBackTheOtherRegionAndNobodyElse() {
    AtomicLong written = new AtomicLong();
    AtomicBoolean full = new AtomicBoolean();
    HttpServer far =
        listen(
            request -> {
              if (request.path().endsWith("/small")) {
                request.response().end("small");
              } else {
                flood(request, written, full);
              }
            });
    int near = near(RegionPeer.of("eu", address(far)));

    begin(near, HttpMethod.GET, "/v1/flood?region=eu")
        .compose(HttpClientRequest::send)
        .onSuccess(HttpClientResponse::pause);

    await().atMost(PATIENCE).untilTrue(full);
    await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> steady(written));
    assertThat(send(near, HttpMethod.GET, "/v1/small?region=eu", "", "t").body())
        .isEqualTo("small");
  }

  /** The sender has come to a stop before its end. */
  private static boolean steady(AtomicLong written) {
    return written.get() > 0 && written.get() < 64L * MEBIBYTE;
  }

  private static void flood(HttpServerRequest request, AtomicLong written, AtomicBoolean full) {
    Buffer piece = Buffer.buffer(new byte[MEBIBYTE / 16]);
    request.response().setChunked(true);
    Runnable more =
        () -> {
          while (!request.response().writeQueueFull() && written.get() < 256L * MEBIBYTE) {
            request.response().write(piece);
            written.addAndGet(piece.length());
          }
          full.set(true);
        };
    request.response().drainHandler(room -> more.run());
    more.run();
  }

  @Test
  void aBodyThatIsNotReadHoldsBackItsSender() {
    HttpServer far = listen(HttpServerRequest::pause);
    int near = near(RegionPeer.of("eu", address(far)));
    AtomicReference<HttpClientRequest> upload = new AtomicReference<>();
    AtomicLong written = new AtomicLong();
    Buffer piece = Buffer.buffer(new byte[MEBIBYTE / 16]);

    begin(near, HttpMethod.PUT, "/v1/jobs?region=eu")
        .onSuccess(
            request -> {
              upload.set(request.setChunked(true));
              request.drainHandler(room -> fill(request, piece, written));
              fill(request, piece, written);
            });

    await().atMost(PATIENCE).until(() -> upload.get() != null && upload.get().writeQueueFull());
    await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> steady(written));
  }

  private static void fill(HttpClientRequest request, Buffer piece, AtomicLong written) {
    while (!request.writeQueueFull() && written.get() < 256L * MEBIBYTE) {
      request.write(piece);
      written.addAndGet(piece.length());
    }
  }

  @Test
  void aClientThatLeavesTakesItsQueryAlong() {
    AtomicBoolean waiting = new AtomicBoolean();
    AtomicBoolean left = new AtomicBoolean();
    HttpServer far =
        listen(
            request -> {
              request.response().exceptionHandler(broken -> left.set(true));
              request.response().closeHandler(closed -> left.set(true));
              waiting.set(true);
            });
    int near = near(RegionPeer.of("eu", address(far)));
    AtomicReference<HttpClientRequest> query = new AtomicReference<>();

    begin(near, HttpMethod.GET, "/v1/jobs?region=eu&index=9")
        .onSuccess(
            request -> {
              query.set(request);
              request.send();
            });

    await().atMost(PATIENCE).untilTrue(waiting);
    query.get().connection().close();
    await().atMost(PATIENCE).untilTrue(left);
  }

  @Test
  void anAnswerThatBreaksOffDoesNotLookWhole() {
    HttpServer far =
        listen(
            request ->
                request
                    .response()
                    .setChunked(true)
                    .write("half")
                    .onSuccess(sent -> request.response().reset()));
    int near = near(RegionPeer.of("eu", address(far)));
    AtomicBoolean broken = new AtomicBoolean();
    AtomicBoolean ended = new AtomicBoolean();

    begin(near, HttpMethod.GET, "/v1/jobs?region=eu")
        .compose(HttpClientRequest::send)
        .onFailure(failure -> broken.set(true))
        .onSuccess(
            answer -> {
              answer.exceptionHandler(failure -> broken.set(true));
              answer.endHandler(end -> ended.set(true));
            });

    await().atMost(PATIENCE).untilTrue(broken);
    assertThat(ended).isFalse();
  }

  @Test
  void manyWaitingQueriesAreFewConnections() {
    Queue<HttpServerRequest> waiting = new ConcurrentLinkedQueue<>();
    AtomicInteger connections = new AtomicInteger();
    HttpServer far =
        vertx
            .createHttpServer()
            .connectionHandler(connection -> connections.incrementAndGet())
            .requestHandler(afterPreflight(waiting::add));
    bind(far, 0);
    int near = near(RegionPeer.of("eu", address(far)));
    HttpClient many =
        vertx.createHttpClient(new io.vertx.core.http.HttpClientOptions().setMaxPoolSize(400));
    AtomicInteger answered = new AtomicInteger();

    for (int i = 0; i < 400; i++) {
      many.request(HttpMethod.GET, near, "127.0.0.1", "/v1/jobs?region=eu&index=" + i)
          .compose(HttpClientRequest::send)
          .onSuccess(answer -> answered.incrementAndGet());
    }

    await().atMost(PATIENCE).until(() -> waiting.size() == 400);
    assertThat(connections.get()).isLessThanOrEqualTo(64);
    waiting.forEach(request -> request.response().end("now"));
    await().atMost(PATIENCE).until(() -> answered.get() == 400);
  }

  @Test
  void websocketsGoThroughBothWaysWithTheirEnd() {
    HttpServer far =
        listen(
            request ->
                request
                    .toWebSocket()
                    .onSuccess(
                        socket ->
                            socket.textMessageHandler(
                                text -> {
                                  if (text.equals("end")) {
                                    socket.close((short) 1008, "enough");
                                  } else {
                                    socket.writeTextMessage(
                                        text + " " + request.getHeader("X-Nomad-Token"));
                                  }
                                })));
    int near = near(RegionPeer.of("eu", address(far)));
    Queue<String> got = new ConcurrentLinkedQueue<>();
    String large = "x".repeat(100_000);

    WebSocket socket = join(open(near));
    AtomicReference<String> end = new AtomicReference<>();
    socket.textMessageHandler(got::add);
    socket.closeHandler(closed -> end.set(socket.closeStatusCode() + " " + socket.closeReason()));
    socket.writeTextMessage("hello");
    socket.writeTextMessage(large);
    await().atMost(PATIENCE).until(() -> got.size() == 2);
    assertThat(got).containsExactly("hello token-1", large + " token-1");
    socket.writeTextMessage("end");
    await().atMost(PATIENCE).until(() -> "1008 enough".equals(end.get()));
  }

  @Test
  void aWebsocketThatIsRefusedThereIsRefusedHereWithTheReason() {
    HttpServer far = listen(request -> request.response().setStatusCode(403).end("not you"));
    int near = near(RegionPeer.of("eu", address(far)));

    AtomicReference<Throwable> failure = new AtomicReference<>();
    open(near).onFailure(failure::set);

    await().atMost(PATIENCE).until(() -> failure.get() != null);
    assertThat(failure.get())
        .isInstanceOfSatisfying(
            UpgradeRejectedException.class,
            refused -> {
              assertThat(refused.getStatus()).isEqualTo(403);
              assertThat(refused.getBody().toString(StandardCharsets.UTF_8)).isEqualTo("not you");
            });
  }

  @Test
  void certificatesAreCheckedUnlessToldOtherwise(@TempDir Path folder) throws Exception {
    Path keys = folder.resolve("keys.p12");
    Path ca = folder.resolve("ca.pem");
    keytool("-genkeypair -alias a -keyalg EC -dname CN=localhost -ext san=dns:localhost", keys);
    keytool("-exportcert -rfc -alias a -file " + ca, keys);
    HttpServer far =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(
                        new PfxOptions().setPath(keys.toString()).setPassword("changeit")))
            .requestHandler(request -> request.response().end("" + request.version()));
    bind(far, 0);
    URI address = URI.create("https://localhost:" + far.actualPort());

    assertThat(get(near(tls(address, Optional.empty(), false))))
        .as("nobody vouches for it")
        .startsWith("rpc error: no way to region \"eu\"");
    assertThat(get(near(tls(address, Optional.of(ca), false)))).isEqualTo("HTTP_2");
    assertThat(get(near(tls(address, Optional.empty(), true)))).isEqualTo("HTTP_2");
  }

  @Test
  void aPeerThatSpeaksHttp1OnlyIsSpokenToInIt() {
    HttpServer far =
        vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .requestHandler(request -> request.response().end("" + request.version()));
    bind(far, 0);
    int near = near(RegionPeer.of("eu", address(far)));

    assertThat(get(near)).isEqualTo("" + HttpVersion.HTTP_1_1);
    assertThat(get(near)).isEqualTo("" + HttpVersion.HTTP_1_1);
  }

  private static void keytool(String arguments, Path store) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", "changeit"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private String get(int port) {
    return send(port, HttpMethod.GET, "/v1/jobs?region=eu", "", "t").body();
  }

  private static RegionPeer tls(URI address, Optional<Path> ca, boolean skipVerify) {
    return new RegionPeer(
        "eu", List.of(address), ca, Optional.empty(), Optional.empty(), skipVerify);
  }

  private io.vertx.core.Future<WebSocket> open(int port) {
    WebSocketConnectOptions options = new WebSocketConnectOptions();
    options.setHost("127.0.0.1").setPort(port);
    options.setURI("/v1/client/allocation/x/exec?region=eu");
    options.addHeader("X-Nomad-Token", "token-1");
    return vertx
        .createWebSocketClient(
            new io.vertx.core.http.WebSocketClientOptions()
                .setMaxFrameSize(1 << 20)
                .setMaxMessageSize(1 << 20))
        .connect(options);
  }

  /** A whole answer. */
  private record Answer(int status, io.vertx.core.MultiMap headers, String body) {
    String header(String name) {
      return headers.get(name);
    }
  }

  private Answer send(int port, HttpMethod method, String uri, String body, String token) {
    return join(
        begin(port, method, uri)
            .compose(
                request ->
                    request
                        .putHeader("X-Nomad-Token", token)
                        .putHeader("Authorization", "Bearer " + token)
                        .send(Buffer.buffer(body)))
            .compose(
                answer ->
                    answer
                        .body()
                        .map(b -> new Answer(answer.statusCode(), answer.headers(), "" + b))));
  }

  private io.vertx.core.Future<HttpClientRequest> begin(int port, HttpMethod method, String uri) {
    return client.request(
        new RequestOptions().setMethod(method).setHost("127.0.0.1").setPort(port).setURI(uri));
  }

  /** A server in region global that hands everything on to region eu. */
  private int near(RegionPeer... peers) {
    RegionForwarder forwarder = new RegionForwarder(vertx, RegionPeers.of(peers), "global");
    return listen(request -> forwarder.forward(request, "eu")).actualPort();
  }

  private HttpServer listen(Handler<HttpServerRequest> handler) {
    return listen(0, handler);
  }

  /** The first request to a peer asks whether it speaks HTTP/2. */
  private static Handler<HttpServerRequest> afterPreflight(Handler<HttpServerRequest> handler) {
    return request -> {
      if (request.method() == HttpMethod.OPTIONS) {
        request.response().end();
      } else {
        handler.handle(request);
      }
    };
  }

  private HttpServer listen(int port, Handler<HttpServerRequest> handler) {
    HttpServer server =
        vertx.createHttpServer(new HttpServerOptions().setMaxWebSocketFrameSize(MEBIBYTE));
    return bind(server.requestHandler(afterPreflight(handler)), port);
  }

  private HttpServer bind(HttpServer server, int port) {
    return join(server.listen(port, "127.0.0.1"));
  }

  private static URI address(HttpServer server) {
    return http(server.actualPort());
  }

  private static URI http(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static <T> T join(io.vertx.core.Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      List<Throwable> all = new ArrayList<>(List.of(e.getCause()));
      throw new AssertionError(all.toString(), e);
    }
  }
}
