package io.drover.sidecar.task.hook.vault;

import io.drover.contract.model.VaultConfig;
import io.drover.contract.vault.VaultFailure;
import io.drover.sidecar.kernel.Signals;
import io.drover.sidecar.task.hook.TaskContext;
import io.drover.sidecar.task.hook.TaskHook;
import io.drover.sidecar.vault.DeriveFailed;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The life of one task's tokens, on a thread of its own. */
final class TokenKeeper implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(TokenKeeper.class);

  /** Seconds asked for; a periodic token gets its period all the same. */
  private static final long INCREMENT = 30;

  private static final long JITTER_SECONDS = 10;
  private static final long JITTER_FROM_SECONDS = 30;
  private static final String NEW_TOKEN = "Vault: new Vault token acquired";

  /** After these, no other try goes better. */
  private static final List<String> FINAL =
      List.of("lease is not renewable", "token not found", "permission denied");

  private final VaultHook.Parts parts;
  private final VaultConfig block;
  private final TaskContext task;
  private final TokenFiles files;
  private final Consumer<String> accept;
  private final Thread thread;

  private TokenKeeper(
      VaultHook.Parts parts,
      VaultConfig block,
      TaskContext task,
      TokenFiles files,
      Consumer<String> accept,
      String known,
      boolean found) {
    this.parts = parts;
    this.block = block;
    this.task = task;
    this.files = files;
    this.accept = accept;
    this.thread =
        Thread.ofVirtual()
            .name("vault " + task.alloc().id() + " " + task.task().name())
            .unstarted(() -> run(known, found));
  }

  /**
   * Begins.
   *
   * @param known a token that the task had already, or empty
   * @param found whether the task runs, with that token
   * @param accept takes each token that works
   */
  static TokenKeeper start(
      VaultHook.Parts parts,
      VaultConfig block,
      TaskContext task,
      TokenFiles files,
      String known,
      boolean found,
      Consumer<String> accept) {
    TokenKeeper keeper = new TokenKeeper(parts, block, task, files, accept, known, found);
    keeper.thread.start();
    return keeper;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run(String known, boolean found) {
    try {
      keep(known, found);
    } catch (InterruptedException ending) {
      LOG.debugf("the token of task %s is kept no more", task.task().name());
    } catch (RuntimeException bug) {
      LOG.errorf(bug, "the Vault token of task %s", task.task().name());
      kill("Vault: internal error: " + bug);
    }
  }

  private void keep(String known, boolean found) throws InterruptedException {
    String token = known;
    boolean replaces = found;
    while (true) {
      boolean fresh = token.isEmpty();
      if (fresh) {
        token = derive();
        if (token.isEmpty() || !written(token)) {
          return;
        }
      }
      long lease = firstLease(token);
      if (lease > 0) {
        accept.accept(token);
        if (fresh && replaces) {
          tellTask();
        }
        replaces = true;
        renewWhilePossible(token, lease);
      }
      token = "";
    }
  }

  /** Empty when there will be none: the task is being ended. */
  private String derive() throws InterruptedException {
    Duration wait = parts.backoff();
    while (true) {
      try {
        String allocation = task.alloc().id().value();
        return parts.vault().unwrap(parts.tokens().derive(allocation, task.task().name()));
      } catch (VaultFailure failure) {
        if (failure.permanent()) {
          kill("Vault: failed to derive vault token: " + failure.text());
          return "";
        }
        LOG.warnf(
            "failed to unwrap the token for task \"%s\": %s",
            task.task().name(), failure.getMessage());
      } catch (DeriveFailed failure) {
        if (!failure.recoverable()) {
          kill(failure.told());
          return "";
        }
        LOG.warnf(
            "failed to derive the Vault token of task %s: %s",
            task.task().name(), failure.getMessage());
      }
      Thread.sleep(wait);
      wait = wait.multipliedBy(4);
      wait = wait.compareTo(parts.backoffLimit()) > 0 ? parts.backoffLimit() : wait;
    }
  }

  private boolean written(String token) {
    try {
      files.write(token);
      return true;
    } catch (IOException failure) {
      LOG.errorf("the token of task %s: %s", task.task().name(), failure.getMessage());
      kill("Vault failed to write Vault token to disk");
      return false;
    }
  }

  /** Seconds of the token's lease; 0 for a token that is not good. */
  private long firstLease(String token) throws InterruptedException {
    try {
      return Math.max(1, parts.vault().renew(token, INCREMENT));
    } catch (VaultFailure failure) {
      LOG.warnf("failed to renew the vault token: %s", failure.getMessage());
      if (isFinal(failure)) {
        Thread.sleep(parts.backoff()); // A Vault that refuses what it has just made is not flooded.
        return 0;
      }
      return INCREMENT;
    }
  }

  private void renewWhilePossible(String token, long first) throws InterruptedException {
    long lease = first;
    while (true) {
      Thread.sleep(untilRenewal(lease));
      try {
        lease = Math.max(1, parts.vault().renew(token, INCREMENT));
      } catch (VaultFailure failure) {
        LOG.warnf("failed to renew the vault token: %s", failure.getMessage());
        if (isFinal(failure)) {
          return;
        }
        lease = INCREMENT;
      }
    }
  }

  private static boolean isFinal(VaultFailure failure) {
    return failure.status() != 0 && FINAL.stream().anyMatch(failure.text()::contains);
  }

  /** Half of the lease, give or take a little so that not all tokens are renewed at once. */
  private static Duration untilRenewal(long lease) {
    long half = lease / 2;
    if (half >= JITTER_FROM_SECONDS) {
      half += ThreadLocalRandom.current().nextLong(-JITTER_SECONDS, JITTER_SECONDS);
    }
    return half == 0 ? Duration.ofMillis(500) : Duration.ofSeconds(half);
  }

  private void tellTask() throws InterruptedException {
    TaskHook.Control control = task.control();
    switch (block.changeMode()) {
      case "restart" -> control.restart(NEW_TOKEN);
      case "signal" -> signal(control);
      default -> LOG.debugf("task %s reads its new token by itself", task.task().name());
    }
  }

  private void signal(TaskHook.Control control) {
    if (Signals.number(block.changeSignal()) == null) {
      kill("Vault: failed to parse signal: " + block.changeSignal());
      return;
    }
    try {
      control.signal(block.changeSignal(), NEW_TOKEN);
    } catch (IOException notRunning) {
      // Its next run reads the new token anyhow.
      LOG.debugf("no signal to task %s: %s", task.task().name(), notRunning.getMessage());
    }
  }

  private void kill(String reason) {
    try {
      task.control().kill(reason);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }
}
