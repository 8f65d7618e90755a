package io.drover.sidecar.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.contract.vault.VaultFailure;
import io.drover.contract.vault.VaultHttp;
import io.drover.contract.vault.VaultHttp.Call;
import java.util.Map;

/**
 * What a node asks of Vault, always with the token of the task that it asks for; it has none of its
 * own. Blocks.
 */
public final class NodeVault implements AutoCloseable {

  private final VaultHttp http;

  public NodeVault(VaultHttp http) {
    this.http = http;
  }

  /** The namespace that is configured, empty for none. */
  public String namespace() {
    return http.namespace();
  }

  /** The token in a wrapping that nobody has opened yet. */
  public String unwrap(String wrapped) throws VaultFailure, InterruptedException {
    JsonNode answer = http.call(Call.of("PUT", "sys/wrapping/unwrap", wrapped, http.namespace()));
    String token = answer.path("auth").path("client_token").asText("");
    if (token.isEmpty()) {
      throw VaultFailure.unexpected(
          answer.path("auth").isObject()
              ? "Vault returned unwrap secret with empty Auth.ClientToken"
              : "Vault returned unwrap secret with nil Auth");
    }
    return token;
  }

  /** Seconds that the token lives from now. */
  public long renew(String token, long incrementSeconds) throws VaultFailure, InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("increment", incrementSeconds);
    JsonNode answer =
        http.call(Call.of("PUT", "auth/token/renew-self", token, http.namespace()).with(body));
    if (!answer.path("auth").isObject()) {
      throw VaultFailure.unexpected("failed to renew the vault token");
    }
    return answer.path("auth").path("lease_duration").asLong();
  }

  /** Seconds that a secret's lease lasts from now. */
  long renewLease(String token, String namespace, String lease, long incrementSeconds)
      throws VaultFailure, InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("lease_id", lease);
    body.put("increment", incrementSeconds);
    Call call = Call.of("PUT", "sys/leases/renew", token, namespace).with(body);
    return http.call(call).path("lease_duration").asLong();
  }

  /** A whole answer. */
  JsonNode read(String token, String namespace, String path)
      throws VaultFailure, InterruptedException {
    return http.call(Call.of("GET", path, token, namespace));
  }

  /** The keys below a path; a whole answer. */
  JsonNode list(String token, String namespace, String path)
      throws VaultFailure, InterruptedException {
    return http.call(Call.of("GET", path + "?list=true", token, namespace));
  }

  /** A whole answer to what is written. */
  JsonNode write(String token, String namespace, String path, Map<String, String> values)
      throws VaultFailure, InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    values.forEach(body::put);
    return http.call(Call.of("PUT", path, token, namespace).with(body));
  }

  /** Whether Vault is sealed, and its version; without a token or a namespace. */
  JsonNode sealStatus() throws VaultFailure, InterruptedException {
    return http.call(Call.of("GET", "sys/seal-status", "", ""));
  }

  @Override
  public void close() {
    http.close();
  }
}
