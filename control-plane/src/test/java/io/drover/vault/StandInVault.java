package io.drover.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers as Vault's documents say, as far as servers of ours ask it. */
final class StandInVault implements AutoCloseable {

  static final String OWN = "s.own";
  static final String DENIED = "{\"errors\":[\"permission denied\"]}";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A request as it came. */
  record Request(
      String method, String path, String token, String wrapTtl, JsonNode body, long nanos) {}

  /** What a test wants answered instead. */
  record Reply(int status, String body) {}

  final List<Request> requests = new CopyOnWriteArrayList<>();

  /** By method and path. */
  final Map<String, Reply> instead = new ConcurrentHashMap<>();

  /** Data of tokens by their id. */
  final Map<String, ObjectNode> tokens = new ConcurrentHashMap<>();

  final Map<String, ObjectNode> roles = new ConcurrentHashMap<>();

  /** Capabilities of the server's own token by path; root where there are none. */
  final Map<String, List<String>> capabilities = new ConcurrentHashMap<>();

  final List<String> revoked = new CopyOnWriteArrayList<>();
  volatile long leaseSeconds = 3600;
  private final AtomicInteger made = new AtomicInteger();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;
  private final int port;

  StandInVault() throws IOException {
    server = listen(0);
    port = server.getAddress().getPort();
    tokens.put(OWN, token("root").put("creation_ttl", 0).put("ttl", 0));
  }

  static ObjectNode json(String single) {
    try {
      return (ObjectNode) JSON.readTree(single.replace('\'', '"'));
    } catch (IOException wrong) {
      throw new AssertionError(wrong);
    }
  }

  static ObjectNode token(String... policies) {
    ObjectNode data = json("{'renewable':true,'creation_ttl':3600,'ttl':3000}");
    List.of(policies).forEach(data.putArray("policies")::add);
    return data;
  }

  static ObjectNode role() {
    return json("{'renewable':true,'token_period':259200,'token_explicit_max_ttl':0}");
  }

  private HttpServer listen(int at) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
    http.setExecutor(executor);
    http.createContext("/v1/", this::handle);
    http.start();
    return http;
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  void goAway() {
    server.stop(0);
  }

  void comeBack() throws IOException {
    server = listen(port);
  }

  VaultSettings settings(Map<String, Object> more) {
    Map<String, Object> block = new ConcurrentHashMap<>(more);
    block.put("enabled", true);
    block.put("address", address());
    block.putIfAbsent("token", OWN);
    return VaultSettings.of(block, Map.of());
  }

  long count(String method, String path) {
    return requests.stream()
        .filter(one -> one.method().equals(method) && one.path().equals(path))
        .count();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/v1/".length());
    byte[] bytes = exchange.getRequestBody().readAllBytes();
    Request request =
        new Request(
            exchange.getRequestMethod(),
            path,
            header(exchange, "X-Vault-Token"),
            header(exchange, "X-Vault-Wrap-TTL"),
            JSON.readTree(bytes),
            System.nanoTime());
    requests.add(request);
    Reply wanted = instead.get(request.method() + " " + path);
    Reply reply = wanted == null ? answer(request) : wanted;
    byte[] body = reply.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private Reply answer(Request request) {
    if (!tokens.containsKey(request.token())) {
      return new Reply(403, DENIED);
    }
    String path = request.path();
    return switch (request.method() + " " + path) {
      case "GET auth/token/lookup-self" -> data(tokens.get(request.token()));
      case "POST auth/token/lookup" -> lookup(request.body().path("token").asText());
      case "POST sys/capabilities-self" -> capabilities(request.body().path("path").asText());
      case "PUT auth/token/renew-self" -> renewed();
      case "POST auth/token/revoke-accessor" -> revoke(request.body().path("accessor").asText());
      case "POST auth/token/create" -> create();
      default ->
          path.startsWith("auth/token/create/")
              ? create()
              : path.startsWith("auth/token/roles/")
                  ? role(path.substring("auth/token/roles/".length()))
                  : new Reply(404, "{\"errors\":[]}");
    };
  }

  private static Reply data(JsonNode data) {
    return new Reply(200, "{\"data\":" + data + "}");
  }

  private Reply lookup(String token) {
    ObjectNode found = tokens.get(token);
    return found == null ? new Reply(403, "{\"errors\":[\"bad token\"]}") : data(found);
  }

  private Reply capabilities(String path) {
    ObjectNode data = JSON.createObjectNode();
    capabilities.getOrDefault(path, List.of("root")).forEach(data.putArray(path)::add);
    return data(data);
  }

  private Reply renewed() {
    return new Reply(
        200, "{\"auth\":{\"lease_duration\":" + leaseSeconds + ",\"renewable\":true}}");
  }

  private Reply revoke(String accessor) {
    if (!accessor.startsWith("accessor-")) {
      return new Reply(400, "{\"errors\":[\"invalid accessor\"]}");
    }
    revoked.add(accessor);
    return new Reply(204, "");
  }

  private Reply create() {
    int number = made.incrementAndGet();
    return new Reply(
        200,
        "{\"wrap_info\":{\"token\":\"wrapped-%d\",\"ttl\":60,\"wrapped_accessor\":\"accessor-%d\"}}"
            .formatted(number, number));
  }

  private Reply role(String name) {
    ObjectNode found = roles.get(name);
    return found == null ? new Reply(404, "{\"errors\":[]}") : data(found);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }
}
