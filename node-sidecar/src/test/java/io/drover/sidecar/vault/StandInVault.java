package io.drover.sidecar.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.drover.contract.vault.VaultAddress;
import io.drover.contract.vault.VaultHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that answers as Vault's documents say, as far as nodes of ours ask it. */
public final class StandInVault implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DENIED = "{\"errors\":[\"permission denied\"]}";

  /** A request as it came. */
  public record Request(String method, String path, String token, String namespace, JsonNode body) {

    @Override
    public String toString() {
      return method + " " + path + " " + token;
    }
  }

  /** What a test wants answered. */
  public record Reply(int status, String body) {}

  public final List<Request> requests = new CopyOnWriteArrayList<>();

  /** By method and path. */
  public final Map<String, Reply> replies = new ConcurrentHashMap<>();

  /** Tokens that are good. */
  public final Set<String> tokens = ConcurrentHashMap.newKeySet();

  /** Tokens by their wrapping. */
  public final Map<String, String> wrapped = new ConcurrentHashMap<>();

  public volatile long leaseSeconds = 3600;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final int port;
  private HttpServer server;

  public StandInVault() throws IOException {
    server = listen(0);
    port = server.getAddress().getPort();
    replies.put(
        "GET sys/seal-status",
        new Reply(
            200,
            "{\"sealed\":false,\"version\":\"1.14.1\",\"cluster_id\":\"c-1\","
                + "\"cluster_name\":\"vault-cluster\"}"));
  }

  private HttpServer listen(int at) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
    http.setExecutor(executor);
    http.createContext("/v1/", this::handle);
    http.start();
    return http;
  }

  public void goAway() {
    server.stop(0);
  }

  public void comeBack() throws IOException {
    server = listen(port);
  }

  public String address() {
    return "http://127.0.0.1:" + port;
  }

  public NodeVault client() {
    return new NodeVault(new VaultHttp(VaultAddress.of(address())));
  }

  /** A secret's answer; single quotes stand for double ones. */
  public void secret(String path, String json) {
    replies.put("GET " + path, new Reply(200, json.replace('\'', '"')));
  }

  public long count(String method, String path) {
    return requests.stream()
        .filter(one -> one.method().equals(method) && one.path().equals(path))
        .count();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String uri = exchange.getRequestURI().toString();
    Request request =
        new Request(
            exchange.getRequestMethod(),
            uri.substring("/v1/".length()),
            header(exchange, "X-Vault-Token"),
            header(exchange, "X-Vault-Namespace"),
            JSON.readTree(exchange.getRequestBody().readAllBytes()));
    requests.add(request);
    Reply reply = answer(request);
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
    if (request.path().equals("sys/wrapping/unwrap")) {
      return unwrap(request.token());
    }
    boolean open = request.path().equals("sys/seal-status");
    if (!open && !tokens.contains(request.token())) {
      return new Reply(403, DENIED);
    }
    Reply wanted = replies.get(request.method() + " " + request.path());
    if (wanted != null) {
      return wanted;
    }
    return switch (request.method() + " " + request.path()) {
      case "PUT auth/token/renew-self" ->
          new Reply(200, "{\"auth\":{\"renewable\":true,\"lease_duration\":" + leaseSeconds + "}}");
      default -> new Reply(404, "{\"errors\":[]}");
    };
  }

  /** A wrapping can be opened once. */
  private Reply unwrap(String wrapping) {
    String token = wrapped.remove(wrapping);
    if (token == null) {
      return new Reply(400, "{\"errors\":[\"wrapping token is not valid or does not exist\"]}");
    }
    tokens.add(token);
    return new Reply(200, "{\"auth\":{\"client_token\":\"" + token + "\"}}");
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }
}
