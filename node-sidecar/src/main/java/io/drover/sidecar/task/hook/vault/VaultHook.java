package io.drover.sidecar.task.hook.vault;

import io.drover.contract.model.VaultConfig;
import io.drover.sidecar.task.hook.TaskContext;
import io.drover.sidecar.task.hook.TaskHook;
import io.drover.sidecar.vault.NodeVault;
import io.drover.sidecar.vault.TaskSecrets;
import io.drover.sidecar.vault.WrappedTokens;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gives a task its Vault token before it first starts, keeps the token alive, and gets another one
 * when it cannot be renewed any more. A thread of the task's own does that, until the task has
 * ended or the sidecar stops; a new sidecar finds the token where this one has written it.
 */
public final class VaultHook implements TaskHook {

  /**
   * What the hook works with.
   *
   * @param backoff the first wait after a failure; each one is four times as long, up to the limit
   */
  public record Parts(
      NodeVault vault, WrappedTokens tokens, Duration backoff, Duration backoffLimit) {

    /** With Nomad's waits. */
    public static Parts usual(NodeVault vault, WrappedTokens tokens) {
      return new Parts(vault, tokens, Duration.ofSeconds(5), Duration.ofMinutes(3));
    }
  }

  private final Parts parts;
  private final VaultConfig block;
  private final TaskSecrets secrets;
  private final boolean found;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private String token = "";
  private @Nullable TokenKeeper keeper;

  /**
   * @param secrets gets each token, and is closed with the hook
   * @param found whether the task runs already, started by an earlier sidecar
   */
  public VaultHook(Parts parts, VaultConfig block, TaskSecrets secrets, boolean found) {
    this.parts = parts;
    this.block = block;
    this.secrets = secrets;
    this.found = found;
  }

  @Override
  public String name() {
    return "vault";
  }

  @Override
  public void prestart(TaskContext task) throws HookFailed, InterruptedException {
    String current;
    lock.lockInterruptibly();
    try {
      if (keeper == null) {
        keeper = begin(task);
      }
      while (token.isEmpty()) {
        arrived.await();
      }
      current = token;
    } finally {
      lock.unlock();
    }
    task.addEnvironment().accept(environment(current));
  }

  private TokenKeeper begin(TaskContext task) throws HookFailed {
    TokenFiles files = new TokenFiles(task, block.disableFile());
    try {
      String known = files.recover();
      return TokenKeeper.start(
          parts, block, task, files, known, found, fresh -> accept(task, fresh));
    } catch (IOException failure) {
      throw new HookFailed(
          "failed to recover vault token from private/vault_token: " + failure.getMessage(),
          false,
          failure);
    }
  }

  private void accept(TaskContext task, String fresh) {
    lock.lock();
    try {
      token = fresh;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    task.addEnvironment().accept(environment(fresh));
    secrets.token(fresh);
  }

  private Map<String, String> environment(String current) {
    Map<String, String> variables = new TreeMap<>();
    if (block.env()) {
      variables.put("VAULT_TOKEN", current);
      if (!block.namespace().isEmpty()) {
        variables.put("VAULT_NAMESPACE", block.namespace());
      }
    }
    return variables;
  }

  @Override
  public void stop(TaskContext task) {
    lock.lock();
    try {
      if (keeper != null) {
        keeper.close();
      }
    } finally {
      lock.unlock();
    }
    secrets.close();
  }
}
