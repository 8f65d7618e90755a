package io.drover.sidecar.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.sidecar.template.TemplateSource.Answer;
import io.drover.sidecar.template.TemplateSource.Subscription;
import java.util.Map;

/**
 * What templates of one task read of Vault, with the task's token. Calls do not block and may come
 * from any thread; what has not arrived yet is unknown, and asking for it makes the source get it,
 * and keep it fresh until it is closed.
 */
public interface SecretSource {

  /** Why secrets cannot be read here; empty if they can. */
  String refusal();

  /** An answer of Vault to a read, as it came. */
  Answer<JsonNode> read(String path);

  /** The answer to a write, which is done once a lease. */
  Answer<JsonNode> write(String path, Map<String, String> values);

  /** The keys below a path, as they came. */
  Answer<JsonNode> list(String path);

  /** Calls back, briefly and from any thread, after each change of an answer that was given. */
  Subscription onChange(Runnable changed);

  /** A source that has no secrets, for that reason. */
  static SecretSource none(String reason) {
    return new NoSecrets(reason);
  }
}
