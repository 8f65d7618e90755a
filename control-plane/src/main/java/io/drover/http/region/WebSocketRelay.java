package io.drover.http.region;

import io.drover.http.Failure;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Commands beside a task in another region: a websocket to there, and frames both ways at the pace
 * of the slower side. The client's own is opened only once the other is, so that it is refused with
 * the reason of the other region.
 */
final class WebSocketRelay {

  /** As often as an exec session of our own; a client that is gone is found out by it. */
  private static final Duration PING_INTERVAL = Duration.ofSeconds(10);

  private static final short NORMAL = 1000;
  private static final short FAULT = 1011;

  private final Vertx vertx;
  private final PeerClients clients;

  WebSocketRelay(Vertx vertx, PeerClients clients) {
    this.vertx = vertx;
    this.clients = clients;
  }

  /** Whether the client asks for a websocket. */
  static boolean asked(HttpServerRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
  }

  void relay(HttpServerRequest request, RegionPeer peer, String ownRegion) {
    request.pause(); // Nothing may be read before the upgrade.
    connect(request, peer, ownRegion, 0)
        .onSuccess(
            far -> {
              far.pause();
              request
                  .toWebSocket()
                  .onSuccess(near -> join(near, far))
                  .onFailure(gone -> far.close());
            })
        .onFailure(failure -> RegionForwarder.refuse(request.response(), told(peer, failure)));
  }

  private Future<WebSocket> connect(
      HttpServerRequest request, RegionPeer peer, String ownRegion, int attempt) {
    URI address = peer.addresses().get(attempt);
    WebSocketConnectOptions options = new WebSocketConnectOptions();
    options.setHost(address.getHost());
    options.setPort(RegionForwarder.port(address));
    options.setSsl(peer.tls());
    options.setURI(request.uri());
    options.setAllowOriginHeader(false);
    headers(request, options, ownRegion);
    return clients
        .sockets(peer)
        .connect(options)
        .recover(
            failure ->
                failure instanceof UpgradeRejectedException
                        || attempt + 1 == peer.addresses().size()
                    ? Future.failedFuture(failure)
                    : connect(request, peer, ownRegion, attempt + 1));
  }

  /**
   * The token and such; what makes the upgrade is made anew. A foreign page stays a foreign one.
   */
  private static void headers(
      HttpServerRequest request, WebSocketConnectOptions options, String ownRegion) {
    MultiMap passed = MultiMap.caseInsensitiveMultiMap();
    PassedHeaders.request(request.headers(), passed, ownRegion);
    passed.forEach(
        header -> {
          if (!header.getKey().regionMatches(true, 0, "sec-websocket-", 0, 14)) {
            options.addHeader(header.getKey(), header.getValue());
          }
        });
    String origin = request.getHeader("Origin");
    if (origin != null && !origin.endsWith("//" + request.getHeader("Host"))) {
      options.addHeader("Origin", origin);
    }
  }

  private static Failure told(RegionPeer peer, Throwable failure) {
    if (failure instanceof UpgradeRejectedException refused) {
      String text = refused.getBody() == null ? "" : refused.getBody().toString();
      return new Failure(refused.getStatus(), text);
    }
    return RegionForwarder.told(peer, failure);
  }

  private void join(ServerWebSocket near, WebSocket far) {
    long pings =
        vertx.setPeriodic(
            PING_INTERVAL.toMillis(), tick -> near.writePing(Buffer.buffer("drover")));
    pass(near, far);
    pass(far, near);
    near.closeHandler(
        closed -> {
          vertx.cancelTimer(pings);
          close(far, near.closeStatusCode(), near.closeReason());
        });
    far.closeHandler(closed -> close(near, far.closeStatusCode(), far.closeReason()));
    far.resume();
  }

  private static void pass(WebSocketBase from, WebSocketBase to) {
    from.exceptionHandler(broken -> close(to, FAULT, null));
    from.frameHandler(
        frame -> {
          if (!frame.isText() && !frame.isBinary() && !frame.isContinuation()) {
            return; // Pings are answered on each side, and closing has a handler.
          }
          to.writeFrame(frame);
          if (to.writeQueueFull()) {
            from.pause();
            to.drainHandler(room -> from.resume());
          }
        });
  }

  private static void close(WebSocketBase socket, @Nullable Short status, @Nullable String reason) {
    if (socket.isClosed()) {
      return;
    }
    if (status == null || status == 1005 || status == 1006) {
      socket.close(status == null || status == 1005 ? NORMAL : FAULT);
    } else {
      socket.close(status, reason);
    }
  }
}
