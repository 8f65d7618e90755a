package io.drover.vault;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.VaultConfig;
import io.drover.contract.vault.VaultFailure;
import io.drover.http.port.VaultCheck;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Whoever registers a job that uses Vault shows a token which may do what the job's tokens will be
 * able to do, unless the server asks for none. Source: semantics.md 1.3.
 */
public final class JobTokenCheck implements VaultCheck {

  private final VaultConnection vault;
  private final Executor executor;

  /**
   * @param executor where Vault is waited for
   */
  public JobTokenCheck(VaultConnection vault, Executor executor) {
    this.vault = vault;
    this.executor = executor;
  }

  @Override
  public CompletionStage<String> problem(JobSpec spec, String token) {
    List<VaultConfig> blocks = blocks(spec);
    if (blocks.isEmpty() || vault.settings().allowUnauthenticated()) {
      return CompletableFuture.completedFuture("");
    }
    if (token.isEmpty()) {
      return CompletableFuture.completedFuture("Vault used in the job but missing Vault token");
    }
    return CompletableFuture.supplyAsync(() -> judge(blocks, token), executor);
  }

  static List<VaultConfig> blocks(JobSpec spec) {
    return spec.taskGroups().stream()
        .flatMap(group -> group.tasks().stream())
        .map(task -> task.vault())
        .filter(Objects::nonNull)
        .toList();
  }

  private String judge(List<VaultConfig> blocks, String token) {
    return switch (vault.state()) {
      case VaultConnection.State.Connecting waiting ->
          "failed to lookup Vault token: Connection to Vault has not been established";
      case VaultConnection.State.Broken broken ->
          "failed to lookup Vault token: " + broken.reason();
      case VaultConnection.State.Ready ready -> lookedUp(blocks, token);
    };
  }

  private String lookedUp(List<VaultConfig> blocks, String token) {
    try {
      vault.server().pass();
      return judge(blocks, vault.server().lookup(token));
    } catch (VaultFailure failure) {
      return "failed to lookup Vault token: " + failure.text();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return "failed to lookup Vault token: this server stops";
    }
  }

  /** What speaks against blocks in the light of a token that was looked up. */
  static String judge(List<VaultConfig> blocks, JsonNode token) {
    TreeSet<String> namespaces = new TreeSet<>();
    TreeSet<String> policies = new TreeSet<>();
    for (VaultConfig block : blocks) {
      if (!block.namespace().isEmpty()) {
        namespaces.add(block.namespace());
      }
      policies.addAll(block.policies());
    }
    if (!namespaces.isEmpty()) {
      return "multiple Vault namespaces requires Nomad Enterprise, Namespaces: "
          + String.join(", ", namespaces);
    }
    List<String> allowed = new java.util.ArrayList<>(OwnToken.texts(token.path("policies")));
    allowed.addAll(OwnToken.texts(token.path("identity_policies")));
    if (allowed.contains("root")) {
      return "";
    }
    allowed.forEach(policies::remove);
    return policies.isEmpty()
        ? ""
        : "Vault token doesn't allow access to the following policies: "
            + String.join(", ", policies);
  }
}
