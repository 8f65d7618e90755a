package io.drover.sidecar.boot;

import io.drover.contract.model.Node;
import io.drover.contract.model.Task;
import io.drover.contract.model.VaultConfig;
import io.drover.contract.vault.VaultHttp;
import io.drover.sidecar.task.hook.TaskHook;
import io.drover.sidecar.task.hook.vault.VaultHook;
import io.drover.sidecar.template.SecretSource;
import io.drover.sidecar.vault.DeriveFailed;
import io.drover.sidecar.vault.NodeVault;
import io.drover.sidecar.vault.TaskSecrets;
import io.drover.sidecar.vault.VaultFingerprint;
import io.drover.sidecar.vault.WrappedTokens;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Vault on this node, if it is used. */
final class NodeSecrets implements AutoCloseable {

  /** A Vault that is there answers in this time; for one that is not, nothing waits. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(2);

  private record Used(NodeVault vault, VaultFingerprint fingerprint) {}

  private final Optional<Used> used;
  private final WrappedTokens tokens;

  /**
   * What a task gets: hooks that come before its templates, and what the templates read.
   *
   * @param source of secrets
   */
  record OfTask(List<TaskHook> hooks, SecretSource source) {}

  private NodeSecrets(Optional<Used> used, WrappedTokens tokens) {
    this.used = used;
    this.tokens = tokens;
  }

  /**
   * @throws IOException the configuration cannot be used, with a text for the operator
   */
  static NodeSecrets of(NodeConfig.Vault config, WrappedTokens tokens) throws IOException {
    if (!config.enabled()) {
      return new NodeSecrets(Optional.empty(), tokens);
    }
    try {
      NodeVault vault = new NodeVault(new VaultHttp(config.where()));
      VaultFingerprint fingerprint = new VaultFingerprint(vault);
      fingerprint.awaitFirst(FIRST_LOOK);
      return new NodeSecrets(Optional.of(new Used(vault, fingerprint)), tokens);
    } catch (IllegalArgumentException wrong) {
      throw new IOException(wrong.getMessage(), wrong);
    }
  }

  /** The node with what is seen of Vault. */
  Node seen(Node node) {
    Map<String, String> more = used.map(u -> u.fingerprint().attributes()).orElse(Map.of());
    if (more.isEmpty()) {
      return node;
    }
    Map<String, String> all = new TreeMap<>(node.attributes());
    all.putAll(more);
    return node.withAttributes(all);
  }

  /** What a task gets; {@code found} says that it runs already. */
  OfTask of(Task task, boolean found) {
    VaultConfig block = task.vault();
    if (block == null) {
      String reason =
          used.isPresent()
              ? "Vault cannot be read: the task has no vault block"
              : "Vault is not configured on this node";
      return new OfTask(List.of(), SecretSource.none(reason));
    }
    return used.map(vault -> of(vault, block, found)).orElseGet(NodeSecrets::refused);
  }

  private OfTask of(Used vault, VaultConfig block, boolean found) {
    String namespace = block.namespace().isEmpty() ? vault.vault().namespace() : block.namespace();
    TaskSecrets secrets = new TaskSecrets(vault.vault(), namespace);
    VaultHook hook =
        new VaultHook(VaultHook.Parts.usual(vault.vault(), tokens), block, secrets, found);
    return new OfTask(List.of(hook), secrets);
  }

  private static OfTask refused() {
    DeriveFailed reason = DeriveFailed.here("vault client not enabled", false);
    return new OfTask(
        List.of(new Refusal(reason.told())),
        SecretSource.none("Vault is not configured on this node"));
  }

  /** A task that needs Vault, on a node without it. */
  private record Refusal(String reason) implements TaskHook {

    @Override
    public String name() {
      return "vault";
    }

    @Override
    public void prestart(io.drover.sidecar.task.hook.TaskContext task) throws InterruptedException {
      task.control().kill(reason);
    }
  }

  @Override
  public void close() {
    used.ifPresent(
        vault -> {
          vault.fingerprint().close();
          vault.vault().close();
        });
  }
}
