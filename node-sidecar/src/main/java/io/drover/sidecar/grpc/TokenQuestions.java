package io.drover.sidecar.grpc;

import io.drover.contract.node.v1.DeriveVaultToken;
import io.drover.contract.node.v1.NodeMessage;
import io.drover.contract.node.v1.VaultTokens;
import io.drover.sidecar.vault.DeriveFailed;
import io.drover.sidecar.vault.WrappedTokens;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Asks the control plane for Vault tokens, over whatever session there is. */
public final class TokenQuestions implements WrappedTokens {

  private static final Duration SESSION_WAIT = Duration.ofMinutes(1);

  /** The server itself waits a minute for Vault. */
  private static final Duration ANSWER_WAIT = Duration.ofMinutes(2);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition connected = lock.newCondition();
  private final Map<Long, CompletableFuture<VaultTokens>> open = new HashMap<>();
  private @Nullable Outbound session;
  private long last;

  /** A session has begun. */
  void begin(Outbound outbound) {
    lock.lock();
    try {
      session = outbound;
      connected.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A session is over, and with it what was asked on it. */
  void end(Outbound outbound) {
    lock.lock();
    try {
      if (session == outbound) {
        session = null;
        VaultTokens lost =
            VaultTokens.newBuilder()
                .setError("the session with the control plane ended")
                .setRecoverable(true)
                .build();
        open.values().forEach(question -> question.complete(lost));
        open.clear();
      }
    } finally {
      lock.unlock();
    }
  }

  void answered(VaultTokens answer) {
    lock.lock();
    try {
      CompletableFuture<VaultTokens> question = open.remove(answer.getRequestId());
      if (question != null) {
        question.complete(answer);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String derive(String allocId, String task) throws DeriveFailed, InterruptedException {
    CompletableFuture<VaultTokens> question = new CompletableFuture<>();
    long number = ask(question, allocId, task);
    try {
      VaultTokens answer = question.get(ANSWER_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      String wrapped = answer.getWrappedOrDefault(task, "");
      if (!answer.getError().isEmpty()) {
        throw DeriveFailed.byServer(answer.getError(), answer.getRecoverable());
      }
      if (wrapped.isEmpty()) {
        throw DeriveFailed.here("wrapped token missing for task \"" + task + "\"", false);
      }
      return wrapped;
    } catch (TimeoutException silent) {
      throw DeriveFailed.here("the control plane did not answer", true);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } finally {
      forget(number);
    }
  }

  private long ask(CompletableFuture<VaultTokens> question, String allocId, String task)
      throws DeriveFailed, InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = SESSION_WAIT.toNanos();
      while (session == null && left > 0) {
        left = connected.awaitNanos(left);
      }
      Outbound outbound = session;
      if (outbound == null) {
        throw DeriveFailed.here("there is no session with the control plane", true);
      }
      long number = ++last;
      open.put(number, question);
      outbound.send(
          NodeMessage.newBuilder()
              .setDeriveVaultToken(
                  DeriveVaultToken.newBuilder()
                      .setRequestId(number)
                      .setAllocId(allocId)
                      .addTasks(task))
              .build());
      return number;
    } finally {
      lock.unlock();
    }
  }

  private void forget(long number) {
    lock.lock();
    try {
      open.remove(number);
    } finally {
      lock.unlock();
    }
  }
}
