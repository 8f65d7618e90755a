package io.drover.http.region;

import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which headers go on to the other side: all but those that concern one connection only. */
final class PassedHeaders {

  /** Says that a request was handed on once already, by the region that it names. */
  static final String FORWARDED = "X-Drover-Forwarded-By";

  private static final Set<String> OF_A_CONNECTION =
      Set.of(
          "connection",
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Those of the browser's page are judged by the server that the page called. */
  private static final Set<String> OF_THE_CALLER = Set.of("host", "origin", "expect");

  private PassedHeaders() {}

  static void request(MultiMap from, MultiMap to, String ownRegion) {
    copy(from, to, OF_THE_CALLER);
    to.set(FORWARDED, ownRegion);
  }

  /** What is there already was put there for the client by this server, and stays. */
  static void response(MultiMap from, MultiMap to) {
    copy(from, to, ofOurs(to));
  }

  private static Set<String> ofOurs(MultiMap headers) {
    return headers.names().stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .filter(name -> name.startsWith("access-control-"))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static void copy(MultiMap from, MultiMap to, Set<String> without) {
    for (Map.Entry<String, String> header : from) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!OF_A_CONNECTION.contains(name) && !without.contains(name) && name.charAt(0) != ':') {
        to.add(header.getKey(), header.getValue());
      }
    }
  }
}
