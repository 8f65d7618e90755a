package io.drover.sidecar.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.sidecar.template.TemplateSource.Answer;
import io.drover.sidecar.template.TemplateSource.Subscription;
import java.util.Map;

/** Whoever asks is refused. */
record NoSecrets(String refusal) implements SecretSource {

  @Override
  public Answer<JsonNode> read(String path) {
    return new Answer.Absent<>();
  }

  @Override
  public Answer<JsonNode> write(String path, Map<String, String> values) {
    return new Answer.Absent<>();
  }

  @Override
  public Answer<JsonNode> list(String path) {
    return new Answer.Absent<>();
  }

  @Override
  public Subscription onChange(Runnable changed) {
    return () -> {};
  }
}
