package io.drover.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Set;

/**
 * What is decided before a request reaches a resource: redirects, methods that the API does not
 * know, bodies that are too large, and cross-origin headers. Runs on the event loop of each
 * request. Source: http-api.md 1.1.
 */
@ApplicationScoped
class Gate {

  /** Before Quarkus's own handlers, which would clean paths in silence. */
  private static final int PRIORITY = 1000;

  /** Families with something below {@code /v1/<family>/}; the others end without a slash. */
  private static final Set<String> SUBTREES =
      Set.of(
          "job",
          "node",
          "allocation",
          "evaluation",
          "deployment",
          "client",
          "agent",
          "acl",
          "scaling",
          "namespace",
          "operator",
          "system");

  private final long bodyBytesMax;

  private final ConnectionLimit connections;

  @Inject
  Gate(HttpSettings settings, ConnectionLimit connections) {
    this.connections = connections;
    this.bodyBytesMax = settings.bodyBytesMax();
  }

  void register(@Observes Filters filters) {
    filters.register(this::pass, PRIORITY);
  }

  private void pass(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!connections.admits(request)) {
      refuse(request, 429, ConnectionLimit.REFUSAL);
      return;
    }
    String path = request.path();
    if (path == null || path.isEmpty() || path.equals("/")) {
      redirect(request, 307, "Temporary Redirect", "/ui/");
      return;
    }
    if (Paths.unclean(path)) {
      redirect(request, 301, "Moved Permanently", Paths.clean(path));
      return;
    }
    if (!path.startsWith("/v1/")) {
      context.next();
      return;
    }
    if (tooLarge(request)) {
      refuse(request, 413, "Request body is larger than " + bodyBytesMax + " bytes");
      return;
    }
    Cors.Verdict cors = Cors.apply(request, path);
    if (cors == Cors.Verdict.ANSWERED) {
      return;
    }
    if (!known(request.method())) {
      request.response().setStatusCode(405).putHeader("Content-Type", Body.TEXT);
      end(request, "Invalid method");
      return;
    }
    if (path.endsWith("/") && !belowFamily(path)) {
      request.response().setStatusCode(404).end();
      return;
    }
    context.next();
  }

  /** GET, PUT, POST and DELETE; PUT and POST mean the same, and HEAD is not a kind of GET. */
  private static boolean known(HttpMethod method) {
    return method == HttpMethod.GET
        || method == HttpMethod.PUT
        || method == HttpMethod.POST
        || method == HttpMethod.DELETE;
  }

  private static boolean belowFamily(String path) {
    int end = path.indexOf('/', "/v1/".length());
    return end > 0 && SUBTREES.contains(path.substring("/v1/".length(), end));
  }

  private boolean tooLarge(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    if (length == null) {
      return false;
    }
    try {
      return Long.parseLong(length) > bodyBytesMax;
    } catch (NumberFormatException e) {
      return true; // More digits than a size can have; the codec refuses what is no number.
    }
  }

  /** Answers and closes, so that the rest of the body need not be read. */
  private static void refuse(HttpServerRequest request, int status, String text) {
    HttpServerResponse response = request.response();
    response.setStatusCode(status);
    response.putHeader("Content-Type", Body.TEXT);
    LastAnswer.announce(request);
    response.end(text);
  }

  private static void redirect(HttpServerRequest request, int status, String word, String path) {
    String query = request.query();
    String to = query == null || query.isEmpty() ? path : path + "?" + query;
    request.response().setStatusCode(status).putHeader("Location", to);
    if (request.method() == HttpMethod.GET) {
      request.response().putHeader("Content-Type", "text/html; charset=utf-8");
      end(request, "<a href=\"" + escaped(to) + "\">" + word + "</a>.\n\n");
    } else {
      end(request, "");
    }
  }

  private static void end(HttpServerRequest request, String text) {
    if (request.method() == HttpMethod.HEAD) {
      request.response().end();
    } else {
      request.response().end(text);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;")
        .replace("'", "&#39;");
  }
}
