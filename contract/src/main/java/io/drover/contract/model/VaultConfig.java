package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** The Vault token that a task gets. */
@RecordBuilder
public record VaultConfig(
    List<String> policies,
    String namespace,
    boolean env,
    boolean disableFile,
    String changeMode,
    String changeSignal)
    implements VaultConfigBuilder.With {

  public VaultConfig {
    policies = Copies.list(policies);
    namespace = Copies.text(namespace);
    changeMode = Copies.text(changeMode);
    changeSignal = Copies.text(changeSignal);
  }
}
