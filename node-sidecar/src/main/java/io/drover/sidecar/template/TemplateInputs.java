package io.drover.sidecar.template;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a template reads from outside. */
public interface TemplateInputs {

  /** A variable of the task's environment, or null. */
  @Nullable String environment(String name);

  /**
   * The content of a file of the allocation.
   *
   * @throws IOException it is outside, is not there or is too large
   */
  byte[] file(String path) throws IOException;

  Instant now();

  String namespace();

  String region();

  TemplateSource source();

  /** Where secrets come from. */
  default SecretSource secrets() {
    return SecretSource.none("Vault is not configured on this node");
  }
}
