package io.drover.http;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/** Makes room for messages of 64 KiB in base64, which are beyond the default of one frame. */
@Singleton
final class WebSocketLimits implements HttpServerOptionsCustomizer {

  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    limit(options);
  }

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    limit(options);
  }

  private static void limit(HttpServerOptions options) {
    options.setMaxWebSocketFrameSize(ExecInput.MESSAGE_CHARS_MAX);
    options.setMaxWebSocketMessageSize(ExecInput.MESSAGE_CHARS_MAX);
  }
}
