package io.drover.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the open connections of each client address and refuses those beyond the limit, so that
 * one client cannot take all of them. A connection counts from its first request to its end. Called
 * on all event loops.
 */
@Singleton
final class ConnectionLimit {

  /** What a client is told that has too many; the same text as Nomad's. */
  static final String REFUSAL =
      "Your IP is issuing too many concurrent connections, please rate limit your calls\n";

  private final int perClientMax;
  private final Map<String, Integer> open = new ConcurrentHashMap<>();
  private final Set<HttpConnection> counted = ConcurrentHashMap.newKeySet();

  @Inject
  ConnectionLimit(HttpSettings settings) {
    this.perClientMax = settings.connectionsPerClientMax();
  }

  /** True if the request's connection is within the limit. */
  boolean admits(HttpServerRequest request) {
    if (perClientMax <= 0) {
      return true;
    }
    HttpConnection connection = request.connection();
    if (counted.contains(connection)) {
      return true;
    }
    String client = request.remoteAddress().hostAddress();
    if (open.merge(client, 1, Integer::sum) > perClientMax) {
      release(client);
      return false;
    }
    counted.add(connection);
    connection.closeHandler(
        closed -> {
          counted.remove(connection);
          release(client);
        });
    return true;
  }

  private void release(String client) {
    open.computeIfPresent(client, (address, count) -> count == 1 ? null : count - 1);
  }
}
