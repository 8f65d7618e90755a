package io.drover.http.region;

import io.drover.http.Body;
import io.drover.http.Failure;
import io.drover.http.port.AgentInfo;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hands requests on to the control plane of another region. Bodies go through in pieces, both ways,
 * at the pace of the slower side. Addresses are tried one after another until one can be connected
 * to; nothing is sent twice. Runs on the event loop of the request.
 */
@Singleton
public final class RegionForwarder {

  private static final Logger LOG = Logger.getLogger(RegionForwarder.class);

  /** What a client is told that names a region which nobody knows. */
  public static final String NO_PATH = "No path to region";

  /** The longest wait of a query with its spread, and time to answer. */
  static final Duration ANSWER_TIME = Duration.ofSeconds(350);

  /** A request with a body that was read already has an answer of a few lines. */
  private static final int SMALL_ANSWER_BYTES_MAX = 64 << 20;

  /** The HTTP/2 error code of who no longer wants an answer. */
  private static final long CANCEL = 8;

  private final RegionPeers peers;
  private final String ownRegion;
  private final PeerClients clients;
  private final WebSocketRelay sockets;

  @Inject
  public RegionForwarder(Vertx vertx, RegionPeers peers, AgentInfo agent) {
    this(vertx, peers, agent.region());
  }

  RegionForwarder(Vertx vertx, RegionPeers peers, String ownRegion) {
    this.peers = peers;
    this.ownRegion = ownRegion;
    this.clients = new PeerClients(vertx);
    this.sockets = new WebSocketRelay(vertx, clients);
  }

  /** Closes the connections to all peers. */
  @PreDestroy
  void close() {
    clients.close();
  }

  /** Hands a request on whose body has not been read, and answers it. */
  void forward(HttpServerRequest request, String region) {
    RegionPeer peer;
    try {
      peer = peer(request, region);
    } catch (Failure unknown) {
      refuse(request.response(), unknown);
      return;
    }
    relay(request, peer);
  }

  /** Hands a request on to that peer, whoever it is, and answers it. */
  void relay(HttpServerRequest request, RegionPeer peer) {
    if (WebSocketRelay.asked(request)) {
      sockets.relay(request, peer, ownRegion);
      return;
    }
    request.pause(); // Until there is somewhere to send it.
    connect(request, peer, 0)
        .onSuccess(upstream -> exchange(request, upstream))
        .onFailure(failure -> refuse(request.response(), told(peer, failure)));
  }

  /** Hands a request on whose body was read; the answer is kept in memory, up to a limit. */
  public Uni<Response> resend(HttpServerRequest request, String region, byte[] body) {
    RegionPeer peer = peer(request, region);
    return Uni.createFrom()
        .completionStage(
            () ->
                connect(request, peer, 0)
                    .compose(
                        upstream -> {
                          headers(request, upstream);
                          return upstream.send(Buffer.buffer(body));
                        })
                    .compose(RegionForwarder::whole)
                    .toCompletionStage())
        .onFailure()
        .transform(failure -> told(peer, failure));
  }

  private RegionPeer peer(HttpServerRequest request, String region) {
    RegionPeer peer = peers.get(region);
    if (peer == null) {
      throw new Failure(500, NO_PATH);
    }
    String by = request.getHeader(PassedHeaders.FORWARDED);
    if (by != null) {
      LOG.warnf(
          "Region %s handed a request for region %s to us, region %s: its address is wrong",
          by, region, ownRegion);
      throw new Failure(
          500,
          "%s: the request for \"%s\" came from \"%s\" to \"%s\", check the addresses of regions"
              .formatted(NO_PATH, region, by, ownRegion));
    }
    return peer;
  }

  private Future<HttpClientRequest> connect(
      HttpServerRequest request, RegionPeer peer, int attempt) {
    URI address = peer.addresses().get(attempt);
    return clients
        .http(peer)
        .request(options(request, peer, address))
        .recover(
            failure ->
                attempt + 1 < peer.addresses().size()
                    ? connect(request, peer, attempt + 1)
                    : Future.failedFuture(failure));
  }

  private static RequestOptions options(HttpServerRequest request, RegionPeer peer, URI address) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(request.method())
            .setHost(address.getHost())
            .setPort(port(address))
            .setSsl(peer.tls())
            .setURI(request.uri())
            .setConnectTimeout(PeerClients.CONNECT_TIME.toMillis());
    return endless(request.path()) ? options : options.setIdleTimeout(ANSWER_TIME.toMillis());
  }

  static int port(URI address) {
    return address.getPort() > 0
        ? address.getPort()
        : address.getScheme().equals("https") ? 443 : 80;
  }

  /** What may be silent for as long as nothing happens. */
  private static boolean endless(@Nullable String path) {
    return path != null
        && (path.startsWith("/v1/client/fs/")
            || path.startsWith("/v1/event/")
            || path.equals("/v1/agent/monitor"));
  }

  private void headers(HttpServerRequest request, HttpClientRequest upstream) {
    PassedHeaders.request(request.headers(), upstream.headers(), ownRegion);
  }

  private void exchange(HttpServerRequest request, HttpClientRequest upstream) {
    HttpServerResponse response = request.response();
    headers(request, upstream);
    // A client that leaves takes its query along.
    response.closeHandler(gone -> upstream.reset(CANCEL));
    response.exceptionHandler(broken -> upstream.reset(CANCEL));
    upstream
        .response()
        .onSuccess(answer -> answer(answer, response))
        .onFailure(failure -> refuse(response, told(null, failure)));
    if (request.headers().contains("Transfer-Encoding")) {
      upstream.setChunked(true);
    }
    // An answer may come before the whole body was sent, so that its failure is the answer's.
    request.pipe().endOnFailure(false).to(upstream).onFailure(failure -> upstream.reset(CANCEL));
  }

  private static void answer(HttpClientResponse answer, HttpServerResponse response) {
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(answer.statusCode());
    PassedHeaders.response(answer.headers(), response.headers());
    if (!answer.headers().contains("Content-Length")) {
      response.setChunked(true);
    }
    // A broken answer must not look like a whole one.
    answer.pipe().endOnFailure(false).to(response).onFailure(failure -> response.reset());
  }

  private static Future<Response> whole(HttpClientResponse answer) {
    return answer
        .body()
        .map(
            body -> {
              if (body.length() > SMALL_ANSWER_BYTES_MAX) {
                throw new Failure(500, "The other region's answer is too large");
              }
              Response.ResponseBuilder built = Response.status(answer.statusCode());
              answer.headers().remove("Content-Length");
              MultiMap passed = MultiMap.caseInsensitiveMultiMap();
              PassedHeaders.response(answer.headers(), passed);
              passed.forEach(header -> built.header(header.getKey(), header.getValue()));
              return body.length() == 0 ? built.build() : built.entity(body.getBytes()).build();
            });
  }

  static Failure told(@Nullable RegionPeer peer, Throwable failure) {
    if (failure instanceof Failure known) {
      return known;
    }
    String who = peer == null ? "the other region" : "region \"" + peer.name() + "\"";
    return failure instanceof TimeoutException
        ? new Failure(504, "rpc error: " + who + " does not answer")
        : new Failure(500, "rpc error: no way to " + who + ": " + failure.getMessage());
  }

  static void refuse(HttpServerResponse response, Failure failure) {
    if (response.headWritten()) {
      response.reset();
    } else if (!response.closed() && !response.ended()) {
      response.setStatusCode(failure.status()).putHeader("Content-Type", Body.TEXT);
      response.end(failure.text());
    }
  }
}
