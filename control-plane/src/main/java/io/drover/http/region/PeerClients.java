package io.drover.http.region;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The connections to other regions: a pool each, made at the first use. Peers are spoken to in
 * HTTP/2 where they can, so that many waiting queries are few connections of theirs; a proxy in
 * between may make it HTTP/1.1.
 */
final class PeerClients {

  static final Duration CONNECT_TIME = Duration.ofSeconds(5);

  /**
   * A peer takes 100 of one address unless it is told otherwise, and each carries 100 requests at a
   * time.
   */
  private static final int CONNECTIONS_MAX = 64;

  /** Where each request needs a connection of its own, and a proxy in between counts them. */
  private static final int HTTP1_CONNECTIONS_MAX = 1024;

  /** Beyond it a request is refused at once; as many as a server lets wait of one address. */
  private static final int QUEUED_MAX = 16_384;

  private static final int STREAM_WINDOW_BYTES = 64 << 10;

  /**
   * Room for all the streams of a connection, 100 by default: a reader that stands still, such as
   * of a log, must not stop the others on its connection.
   */
  private static final int CONNECTION_WINDOW_BYTES = 100 * STREAM_WINDOW_BYTES;

  /** Frames of exec carry 64 KiB in base64. */
  private static final int FRAME_BYTES_MAX = 1 << 20;

  private final Vertx vertx;
  private final Map<String, HttpClient> http = new ConcurrentHashMap<>();
  private final Map<String, WebSocketClient> sockets = new ConcurrentHashMap<>();

  PeerClients(Vertx vertx) {
    this.vertx = vertx;
  }

  HttpClient http(RegionPeer peer) {
    return http.computeIfAbsent(peer.name(), name -> vertx.createHttpClient(options(peer)));
  }

  WebSocketClient sockets(RegionPeer peer) {
    return sockets.computeIfAbsent(
        peer.name(), name -> vertx.createWebSocketClient(socketOptions(peer)));
  }

  private static HttpClientOptions options(RegionPeer peer) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgradeWithPreflightRequest(true)
            .setHttp2MaxPoolSize(CONNECTIONS_MAX)
            .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
            .setMaxPoolSize(HTTP1_CONNECTIONS_MAX)
            .setMaxWaitQueueSize(QUEUED_MAX);
    options.setUseAlpn(peer.tls());
    common(options, peer);
    return options;
  }

  private static WebSocketClientOptions socketOptions(RegionPeer peer) {
    WebSocketClientOptions options =
        new WebSocketClientOptions()
            .setMaxFrameSize(FRAME_BYTES_MAX)
            .setMaxMessageSize(FRAME_BYTES_MAX)
            .setMaxConnections(HTTP1_CONNECTIONS_MAX);
    common(options, peer);
    return options;
  }

  private static void common(ClientOptionsBase options, RegionPeer peer) {
    options
        .setConnectTimeout(Math.toIntExact(CONNECT_TIME.toMillis()))
        .setTcpKeepAlive(true)
        .setIdleTimeoutUnit(TimeUnit.SECONDS);
    if (!peer.tls()) {
      return;
    }
    options.setSsl(true).setTrustAll(peer.skipVerify());
    peer.caFile()
        .ifPresent(ca -> options.setTrustOptions(new PemTrustOptions().addCertPath("" + ca)));
    if (peer.certFile().isPresent() && peer.keyFile().isPresent()) {
      options.setKeyCertOptions(
          new PemKeyCertOptions()
              .addCertPath("" + peer.certFile().get())
              .addKeyPath("" + peer.keyFile().get()));
    }
    switch (options) {
      case HttpClientOptions of -> of.setVerifyHost(!peer.skipVerify());
      case WebSocketClientOptions of -> of.setVerifyHost(!peer.skipVerify());
      case ClientOptionsBase other -> throw new IllegalArgumentException("" + other);
    }
  }

  void close() {
    http.values().forEach(HttpClient::close);
    sockets.values().forEach(WebSocketClient::close);
  }
}
