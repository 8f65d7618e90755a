package io.drover.sidecar.vault;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.contract.vault.VaultFailure;
import io.drover.sidecar.template.TemplateSource.Answer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One question to Vault and its newest answer. A lease that can be renewed is renewed at its half;
 * any other answer is asked for again shortly before its lease ends, or every five minutes.
 */
final class FollowedSecret implements AutoCloseable {

  /** What is done with a path. */
  enum Kind {
    READ,
    WRITE,
    LIST
  }

  /** What is asked. */
  record Query(Kind kind, String path, Map<String, String> values) {

    Query {
      values = Map.copyOf(values);
    }

    @Override
    public String toString() {
      return kind + " " + path; // Values may be secret.
    }
  }

  private static final Logger LOG = Logger.getLogger(FollowedSecret.class);
  private static final Duration RETRY_MIN = Duration.ofMillis(250);
  private static final Duration RETRY_MAX = Duration.ofMinutes(1);
  private static final long WITHOUT_LEASE_SECONDS = 300;

  private final NodeVault vault;
  private final String namespace;
  private final Query query;
  private final Runnable changed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Thread thread;
  private String token;
  private long tokens;
  private volatile @Nullable JsonNode newest;

  FollowedSecret(NodeVault vault, String namespace, Query query, String token, Runnable changed) {
    this.vault = vault;
    this.namespace = namespace;
    this.query = query;
    this.token = token;
    this.changed = changed;
    this.thread = Thread.ofVirtual().name("vault-secret").unstarted(this::follow);
    thread.start();
  }

  Answer<JsonNode> answer() {
    JsonNode known = newest;
    return known == null ? new Answer.Unknown<>() : new Answer.Found<>(known);
  }

  void token(String fresh) {
    lock.lock();
    try {
      token = fresh;
      tokens++;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /** The token, and how many there were before it. */
  private record Used(String token, long number) {}

  private void follow() {
    try {
      Duration retry = RETRY_MIN;
      while (true) {
        Used used = awaitToken();
        try {
          JsonNode answer = ask(used.token());
          retry = RETRY_MIN;
          publish(answer);
          keep(answer, used);
        } catch (VaultFailure failure) {
          LOG.warnf("%s: %s", query, failure.getMessage());
          pause(retry, used);
          retry = retry.multipliedBy(2);
          retry = retry.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : retry;
        }
      }
    } catch (InterruptedException closing) {
      LOG.debugf("%s is followed no more", query);
    }
  }

  private Used awaitToken() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (token.isEmpty()) {
        news.await();
      }
      return new Used(token, tokens);
    } finally {
      lock.unlock();
    }
  }

  private JsonNode ask(String with) throws VaultFailure, InterruptedException {
    return switch (query.kind()) {
      case WRITE -> vault.write(with, namespace, query.path(), query.values());
      case READ -> vault.read(with, namespace, located(with, "data"));
      case LIST -> vault.list(with, namespace, located(with, "metadata"));
    };
  }

  /** A store of the second version has its secrets below "data", which templates may leave out. */
  private String located(String with, String part) throws InterruptedException {
    JsonNode mount;
    try {
      mount = vault.read(with, namespace, "sys/internal/ui/mounts/" + query.path()).path("data");
    } catch (VaultFailure unknown) {
      return query.path(); // The read itself will say what is wrong, if something is.
    }
    String root = mount.path("path").asText("");
    boolean second = mount.path("options").path("version").asText("").equals("2");
    if (!second || root.isEmpty() || !(query.path() + "/").startsWith(root)) {
      return query.path();
    }
    String rest = query.path().substring(Math.min(root.length(), query.path().length()));
    return rest.equals(part) || rest.startsWith(part + "/")
        ? query.path()
        : root + part + (rest.isEmpty() ? "" : "/" + rest);
  }

  private void publish(JsonNode answer) {
    JsonNode before = newest;
    newest = answer;
    boolean same =
        before != null
            && before.path("data").equals(answer.path("data"))
            && before.path("lease_id").equals(answer.path("lease_id"));
    if (!same) {
      changed.run();
    }
  }

  /** Returns when the answer is to be asked for again. */
  private void keep(JsonNode answer, Used used) throws InterruptedException {
    long lease = answer.path("lease_duration").asLong();
    String id = answer.path("lease_id").asText("");
    boolean renewable = answer.path("renewable").asBoolean() && !id.isEmpty() && lease > 0;
    if (!renewable) {
      double part = 0.85 + ThreadLocalRandom.current().nextDouble(0.1);
      long seconds = lease > 0 ? lease : WITHOUT_LEASE_SECONDS;
      pause(Duration.ofMillis(Math.max(1000, Math.round(seconds * 1000 * part))), used);
      return;
    }
    long left = lease;
    while (pause(Duration.ofMillis(Math.max(1000, left * 500)), used)) {
      try {
        left = vault.renewLease(used.token(), namespace, id, lease);
      } catch (VaultFailure over) {
        LOG.debugf("the lease of %s is not renewed: %s", query, over.getMessage());
        return;
      }
      if (left < lease / 2) {
        return; // Its end is near, and cannot be moved.
      }
    }
  }

  /** False when there is a new token before the time is over. */
  private boolean pause(Duration time, Used used) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(time.toMillis());
      while (left > 0 && tokens == used.number()) {
        left = news.awaitNanos(left);
      }
      return tokens == used.number();
    } finally {
      lock.unlock();
    }
  }
}
