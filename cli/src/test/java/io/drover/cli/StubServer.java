package io.drover.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.drover.contract.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Replays recorded answers by method and path; several for one path come one after another. */
public final class StubServer implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, Deque<Reply>> replies = new HashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  public StubServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  private record Reply(int status, String body, long index) {}

  /** What was asked. */
  public record Request(String method, String path, String query, String token, String body) {
    public JsonNode json() {
      try {
        return Json.MAPPER.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The recorded answer of a case, at the path that it was recorded at. */
  public StubServer golden(String name) {
    JsonNode request = read(name).path("request");
    String path = request.path("path").asText();
    int query = path.indexOf('?');
    return goldenAt(
        name, request.path("method").asText(), query < 0 ? path : path.substring(0, query));
  }

  public StubServer goldenAt(String name, String method, String path) {
    JsonNode response = read(name).path("response");
    JsonNode body = response.path("body");
    return answer(
        method,
        path,
        response.path("status").asInt(),
        body.isTextual() && !path.equals("/v1/status/leader") ? body.asText() : body.toString(),
        response.path("headers").path("X-Nomad-Index").asLong(1));
  }

  /** The body of a recorded answer, to be changed before it is replayed. */
  public static JsonNode body(String name) {
    return read(name).path("response").path("body");
  }

  public StubServer answer(String method, String path, int status, String body, long index) {
    replies
        .computeIfAbsent(method + " " + path, k -> new ArrayDeque<>())
        .add(new Reply(status, body, index));
    return this;
  }

  public StubServer answer(String path, String body) {
    return answer("GET", path, 200, body, 1);
  }

  public List<Request> requests() {
    return requests;
  }

  public Request request(String method, String path) {
    return requests.stream()
        .filter(r -> r.method().equals(method) && r.path().equals(path))
        .findFirst()
        .orElseThrow(() -> new AssertionError("not asked: " + path + " in " + requests));
  }

  private static JsonNode read(String name) {
    try (InputStream in = StubServer.class.getResourceAsStream("/golden/" + name + ".json")) {
      return Json.MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getRawPath();
    String query = exchange.getRequestURI().getQuery();
    String token = exchange.getRequestHeaders().getFirst("X-Nomad-Token");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(
        new Request(method, path, query == null ? "" : query, token == null ? "" : token, body));
    Reply reply = next(method + " " + path);
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("X-Nomad-Index", Long.toString(reply.index()));
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private synchronized Reply next(String key) {
    Deque<Reply> all = replies.getOrDefault(key, new ArrayDeque<>());
    if (all.isEmpty()) {
      return new Reply(404, "no reply for " + key, 1);
    }
    return all.size() == 1 ? all.getFirst() : all.removeFirst();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
