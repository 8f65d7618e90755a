package io.drover.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Cross-origin requests, which browsers may make of a few routes only. Source: http-api.md 1.1.
 * Credentials are not announced beside the wildcard origin, as browsers refuse the two together.
 */
final class Cors {

  /** Whether a preflight was answered already. */
  enum Verdict {
    GO_ON,
    ANSWERED
  }

  private Cors() {}

  static Verdict apply(HttpServerRequest request, String path) {
    if (!open(path)) {
      return Verdict.GO_ON;
    }
    HttpServerResponse response = request.response();
    String origin = request.getHeader("Origin");
    response.headers().add("Vary", "Origin");
    if (origin == null) {
      return Verdict.GO_ON;
    }
    String asked = request.getHeader("Access-Control-Request-Method");
    if (request.method() == HttpMethod.OPTIONS && asked != null) {
      if (allowed(path, asked)) {
        response.putHeader("Access-Control-Allow-Origin", "*");
        response.putHeader("Access-Control-Allow-Methods", asked);
        String headers = request.getHeader("Access-Control-Request-Headers");
        if (headers != null) {
          response.putHeader("Access-Control-Allow-Headers", headers);
        }
      }
      response.setStatusCode(204).end();
      return Verdict.ANSWERED;
    }
    response.putHeader("Access-Control-Allow-Origin", "*");
    return Verdict.GO_ON;
  }

  private static boolean open(String path) {
    return path.startsWith("/v1/client/fs/")
        || path.equals("/v1/client/stats")
        || path.startsWith("/v1/client/allocation/")
        || path.equals("/v1/client/metadata")
        || path.equals("/v1/vars")
        || path.startsWith("/v1/var/");
  }

  private static boolean allowed(String path, String method) {
    return switch (method) {
      case "GET", "HEAD" -> true;
      case "PUT", "DELETE" -> path.startsWith("/v1/var/");
      case String other -> false;
    };
  }
}
