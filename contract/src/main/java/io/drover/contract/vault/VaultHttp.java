package io.drover.contract.vault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests to one Vault server. Thread-safe; calls block their thread, which may be a virtual one,
 * for a minute at most.
 */
public final class VaultHttp implements AutoCloseable {

  private static final ObjectMapper TREES = new ObjectMapper();
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** The time that Vault's own client waits. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** Vault's own bound of a request, 32 MiB, is more than any secret of a task needs. */
  private static final int ANSWER_BYTES_MAX = 8 << 20;

  private final VaultAddress address;
  private final HttpClient client;

  /**
   * One request.
   *
   * @param method GET, PUT, POST or LIST
   * @param path below {@code /v1/}, as it is
   * @param token empty for none
   * @param namespace empty for none
   * @param body JSON, or a missing node for none
   * @param wrapTtl how long the wrapped answer can be unwrapped, such as 60s; empty: not wrapped
   */
  public record Call(
      String method, String path, String token, String namespace, JsonNode body, String wrapTtl) {

    /** Without a body, not wrapped. */
    public static Call of(String method, String path, String token, String namespace) {
      return new Call(method, path, token, namespace, MissingNode.getInstance(), "");
    }

    /** With a body. */
    public Call with(JsonNode json) {
      return new Call(method, path, token, namespace, json, wrapTtl);
    }

    /** With a wrapped answer. */
    public Call wrapped(String ttl) {
      return new Call(method, path, token, namespace, body, ttl);
    }

    @Override
    public String toString() {
      return method + " " + path; // Never the token.
    }
  }

  /**
   * @throws IllegalArgumentException files of the TLS options cannot be used
   */
  public VaultHttp(VaultAddress address) {
    this.address = address;
    HttpClient.Builder made =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER);
    if (address.secure()) {
      VaultTls tls = VaultTls.of(address);
      made.sslContext(tls.context()).sslParameters(tls.parameters());
    }
    this.client = made.build();
  }

  /** The namespace that is configured, empty for none. */
  public String namespace() {
    return address.namespace();
  }

  /**
   * The answer's JSON; a missing node if it has no body.
   *
   * @throws VaultFailure no answer, or none of success
   */
  public JsonNode call(Call call) throws VaultFailure, InterruptedException {
    String url = address.address() + "/v1/" + call.path();
    // A standby that does not forward names the active server, whom the token may be shown too.
    for (int hops = 0; ; hops++) {
      HttpResponse<InputStream> answer = send(call, url);
      String location = answer.headers().firstValue("Location").orElse("");
      if (answer.statusCode() == 307 && hops < 2 && sameSecurity(url, location)) {
        discard(call, answer);
        url = location;
      } else {
        return read(call, url, answer);
      }
    }
  }

  private static boolean sameSecurity(String from, String to) {
    return to.startsWith("https:") || to.startsWith("http:") && from.startsWith("http:");
  }

  private HttpResponse<InputStream> send(Call call, String url)
      throws VaultFailure, InterruptedException {
    try {
      return client.send(request(call, url), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException | IllegalArgumentException failure) {
      throw VaultFailure.unreachable(call.method(), url, failure);
    }
  }

  private static HttpRequest request(Call call, String url) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).header("X-Vault-Request", "true");
    header(request, "X-Vault-Token", call.token());
    header(request, "X-Vault-Namespace", call.namespace());
    header(request, "X-Vault-Wrap-TTL", call.wrapTtl());
    HttpRequest.BodyPublisher body =
        call.body().isMissingNode()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(call.body().toString());
    return request.method(call.method(), body).build();
  }

  private static void header(HttpRequest.Builder request, String name, String value) {
    if (!value.isEmpty()) {
      request.header(name, value);
    }
  }

  private static void discard(Call call, HttpResponse<InputStream> answer) throws VaultFailure {
    try {
      answer.body().close();
    } catch (IOException failure) {
      throw VaultFailure.unreachable(call.method(), answer.uri().toString(), failure);
    }
  }

  private static JsonNode read(Call call, String url, HttpResponse<InputStream> answer)
      throws VaultFailure {
    byte[] bytes;
    try (InputStream body = answer.body()) {
      bytes = body.readNBytes(ANSWER_BYTES_MAX + 1);
    } catch (IOException failure) {
      throw VaultFailure.unreachable(call.method(), url, failure);
    }
    if (bytes.length > ANSWER_BYTES_MAX) {
      throw VaultFailure.unexpected("an answer of Vault has more than 8 MiB: " + call);
    }
    JsonNode json = parse(bytes);
    int status = answer.statusCode();
    if (status < 200 || status > 299) {
      List<String> errors = errors(json, bytes);
      throw VaultFailure.answered(call.method(), url, status, errors, call.namespace());
    }
    return json;
  }

  private static JsonNode parse(byte[] bytes) {
    try {
      JsonNode json = TREES.readTree(bytes);
      return json == null ? MissingNode.getInstance() : json;
    } catch (JsonProcessingException noJson) {
      return MissingNode.getInstance(); // A proxy's page, perhaps; its status says enough.
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static List<String> errors(JsonNode json, byte[] bytes) {
    List<String> errors = new ArrayList<>();
    json.path("errors").forEach(error -> errors.add(error.asText()));
    if (json.isMissingNode() && bytes.length > 0) {
      String text = new String(bytes, 0, Math.min(bytes.length, 300), StandardCharsets.UTF_8);
      errors.add(text.strip());
    }
    return errors;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
