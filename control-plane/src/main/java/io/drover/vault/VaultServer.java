package io.drover.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.contract.vault.VaultFailure;
import io.drover.contract.vault.VaultHttp;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a server asks of Vault, with its own token. Blocks; at most 500 requests a second. */
final class VaultServer implements AutoCloseable {

  /** How long a node may take to unwrap a token. */
  static final String WRAP_TTL = "60s";

  private static final int REQUESTS_PER_SECOND = 500;

  private final VaultHttp http;
  private final String token;
  private final RateLimit limit = new RateLimit(REQUESTS_PER_SECOND);

  VaultServer(VaultSettings settings) {
    this.http = new VaultHttp(settings.address());
    this.token = settings.token();
  }

  /** A token that only who unwraps it gets to see, and by what it is revoked. */
  record Wrapped(String token, String accessor) {}

  /** The server's own token as Vault knows it. */
  JsonNode lookupSelf() throws VaultFailure, InterruptedException {
    try {
      JsonNode data = call("GET", "auth/token/lookup-self").path("data");
      if (data.isObject()) {
        return data;
      }
    } catch (VaultFailure selfOnly) {
      if (selfOnly.status() == 0) {
        throw selfOnly;
      }
    }
    return lookup(token);
  }

  /** A token as Vault knows it. */
  JsonNode lookup(String other) throws VaultFailure, InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("token", other);
    return send(own("POST", "auth/token/lookup").with(body)).path("data");
  }

  /** What the server's token may do with a path. */
  List<String> capabilities(String path) throws VaultFailure, InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("path", path).putArray("paths").add(path);
    JsonNode answer = send(own("POST", "sys/capabilities-self").with(body));
    JsonNode found = answer.path("data").path(path);
    List<String> all = new ArrayList<>();
    (found.isArray() ? found : answer.path("capabilities")).forEach(c -> all.add(c.asText()));
    return all;
  }

  JsonNode role(String name) throws VaultFailure, InterruptedException {
    return call("GET", "auth/token/roles/" + escaped(name)).path("data");
  }

  /** The auth part of the answer. */
  JsonNode renewSelf(long incrementSeconds) throws VaultFailure, InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("increment", incrementSeconds);
    return send(own("PUT", "auth/token/renew-self").with(body)).path("auth");
  }

  /** Makes a token, wrapped; with a role unless that is empty. */
  Wrapped create(String role, ObjectNode body) throws VaultFailure, InterruptedException {
    limit.pass();
    String path = role.isEmpty() ? "auth/token/create" : "auth/token/create/" + escaped(role);
    JsonNode answer = send(own("POST", path).with(body).wrapped(WRAP_TTL));
    JsonNode wrap = answer.path("wrap_info");
    if (!wrap.isObject()) {
      throw VaultFailure.unexpected(
          "Vault returned Secret with nil WrapInfo. Secret warnings: " + warnings(answer));
    }
    String accessor = wrap.path("wrapped_accessor").asText("");
    if (accessor.isEmpty() || wrap.path("token").asText("").isEmpty()) {
      throw VaultFailure.unexpected(
          "Vault returned WrapInfo without WrappedAccessor. Secret warnings: " + warnings(answer));
    }
    return new Wrapped(wrap.path("token").asText(), accessor);
  }

  private static String warnings(JsonNode answer) {
    List<String> all = new ArrayList<>();
    answer.path("warnings").forEach(warning -> all.add(warning.asText()));
    return "[" + String.join(" ", all) + "]";
  }

  /** Revokes a token; one that is not there any more is revoked. */
  void revoke(String accessor) throws VaultFailure, InterruptedException {
    limit.pass();
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("accessor", accessor);
    try {
      send(own("POST", "auth/token/revoke-accessor").with(body));
    } catch (VaultFailure failure) {
      if (!failure.text().contains("invalid accessor")) {
        throw failure;
      }
    }
  }

  /** Waits as long as the number of requests demands. */
  void pass() throws InterruptedException {
    limit.pass();
  }

  private JsonNode call(String method, String path) throws VaultFailure, InterruptedException {
    return send(own(method, path));
  }

  private VaultHttp.Call own(String method, String path) {
    return VaultHttp.Call.of(method, path, token, http.namespace());
  }

  private JsonNode send(VaultHttp.Call call) throws VaultFailure, InterruptedException {
    return http.call(call);
  }

  private static String escaped(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    http.close();
  }
}
