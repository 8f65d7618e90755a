package io.drover.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.drover.contract.ids.NodeId;
import io.drover.contract.json.Json;
import io.drover.contract.model.Allocation;
import io.drover.contract.node.v1.ExecInTask;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.http.port.NodeRequests;
import io.drover.http.query.Args;
import io.drover.http.query.GoValues;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Commands run beside a task, over a websocket. What is wrong with the call itself is told before
 * the upgrade, the rest by how the socket is closed. Source: http-api.md 2.6.
 */
@ApplicationScoped
class ExecRoute {

  private static final String PATH = "/v1/client/allocation/";

  /** Before the resources, which know nothing of websockets. */
  private static final int ORDER = -1;

  private final ClientTargets targets;
  private final NodeRequests nodes;
  private final int sessionsMax;
  private final AtomicInteger sessions = new AtomicInteger();

  @Inject
  ExecRoute(ClientTargets targets, NodeRequests nodes, HttpSettings settings) {
    this.targets = targets;
    this.nodes = nodes;
    this.sessionsMax = settings.execSessionsMax();
  }

  void register(@Observes Router router) {
    router.routeWithRegex("/v1/client/allocation/[^/]*/exec").order(ORDER).handler(this::handle);
  }

  /** What is to be run where. */
  private record Wanted(
      String allocation, String task, List<String> command, boolean tty, boolean handshake) {}

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    try {
      Wanted wanted = wanted(request);
      requireUpgrade(request);
      requireSameOrigin(request);
      if (sessions.incrementAndGet() > sessionsMax) {
        sessions.decrementAndGet();
        throw new Failure(429, "Too many exec sessions are open (%d)".formatted(sessionsMax));
      }
      request
          .toWebSocket()
          .onSuccess(socket -> begin(context, socket, wanted))
          .onFailure(failure -> sessions.decrementAndGet());
    } catch (Failure failure) {
      answer(request.response(), failure);
    }
  }

  private void begin(RoutingContext context, ServerWebSocket socket, Wanted wanted) {
    ExecSession session =
        new ExecSession(context.vertx(), socket, wanted.tty(), () -> sessions.decrementAndGet());
    session.begin(wanted.handshake(), input -> nodes.transfer(node(wanted), exec(wanted), input));
  }

  private NodeId node(Wanted wanted) {
    return allocation(wanted).nodeId();
  }

  private Allocation allocation(Wanted wanted) {
    if (wanted.task().isEmpty()) {
      throw new Failure(400, "must provide task name");
    }
    if (wanted.command().isEmpty()) {
      throw new Failure(400, "command is not present");
    }
    return targets.allocation(wanted.allocation());
  }

  private static NodeRequest exec(Wanted wanted) {
    return NodeRequest.newBuilder()
        .setExecInTask(
            ExecInTask.newBuilder()
                .setAllocId(wanted.allocation().toLowerCase(Locale.ROOT))
                .setTask(wanted.task())
                .addAllCommand(wanted.command())
                .setTty(wanted.tty()))
        .build();
  }

  private Wanted wanted(HttpServerRequest request) {
    Args args = Args.of(request.query());
    targets.requireRegion(args);
    String path = Paths.after(request.path(), PATH);
    return new Wanted(
        path.substring(0, path.lastIndexOf('/')),
        args.text("task"),
        command(args.text("command")),
        flag(args, "tty"),
        flag(args, "ws_handshake"));
  }

  private static boolean flag(Args args, String name) {
    String text = args.text(name);
    Boolean value = text.isEmpty() ? Boolean.FALSE : GoValues.bool(text);
    if (value == null) {
      throw new Failure(500, name + " value is not a boolean: " + GoValues.notBool(text));
    }
    return value;
  }

  private static List<String> command(String json) {
    List<String> words = new ArrayList<>();
    for (JsonNode word : parsed(json)) {
      if (!word.isTextual()) {
        throw notWords("the command is an array of texts");
      }
      words.add(word.asText());
    }
    return words;
  }

  private static JsonNode parsed(String json) {
    String text = json.strip();
    if (text.isEmpty()) {
      throw notWords("unexpected end of JSON input");
    }
    try {
      JsonNode parsed = Json.MAPPER.readTree(text);
      if (!parsed.isArray()) {
        throw notWords("the command is an array of texts");
      }
      return parsed;
    } catch (JsonProcessingException e) {
      throw notWords(
          text.charAt(0) == '['
              ? "the array is not valid JSON"
              : "invalid character '%c' looking for beginning of value".formatted(text.charAt(0)));
    }
  }

  private static Failure notWords(String why) {
    return new Failure(500, "failed to marshal command into json: " + why);
  }

  private static void requireUpgrade(HttpServerRequest request) {
    if (!names(request.getHeader("Connection"), "upgrade")) {
      throw notUpgraded("'upgrade' token not found in 'Connection' header");
    }
    if (!names(request.getHeader("Upgrade"), "websocket")) {
      throw notUpgraded("'websocket' token not found in 'Upgrade' header");
    }
    if (request.method() != HttpMethod.GET) {
      throw new Failure(
          405,
          "Method Not Allowed\nfailed to upgrade connection: websocket: the client is not using"
              + " the websocket protocol: request method is not GET");
    }
  }

  private static Failure notUpgraded(String why) {
    return new Failure(
        400,
        "Bad Request\nfailed to upgrade connection: websocket: the client is not using the"
            + " websocket protocol: "
            + why);
  }

  /** A page of another site must not run commands through the browser of who looks at it. */
  private static void requireSameOrigin(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    String host = request.getHeader("Host");
    if (origin != null && !origin.isEmpty() && !sameHost(origin, host)) {
      throw new Failure(
          403,
          "Forbidden\nfailed to upgrade connection: websocket: request origin not allowed by"
              + " Upgrader.CheckOrigin");
    }
  }

  private static boolean sameHost(String origin, @Nullable String host) {
    try {
      String authority = URI.create(origin).getAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException none) {
      return false;
    }
  }

  private static boolean names(@Nullable String header, String token) {
    if (header == null) {
      return false;
    }
    for (String part : header.split(",", -1)) {
      if (part.strip().equalsIgnoreCase(token)) {
        return true;
      }
    }
    return false;
  }

  private static void answer(HttpServerResponse response, Failure failure) {
    response
        .setStatusCode(failure.status())
        .putHeader("Content-Type", Body.TEXT)
        .end(failure.text());
  }
}
