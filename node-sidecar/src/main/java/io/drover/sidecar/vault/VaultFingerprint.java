package io.drover.sidecar.vault;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.contract.vault.VaultFailure;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * What jobs can constrain on of Vault. It is asked again and again by a thread of its own; what was
 * seen stays while Vault is away.
 */
public final class VaultFingerprint implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(VaultFingerprint.class);
  private static final Duration WHEN_AWAY = Duration.ofSeconds(15);
  private static final Duration WHEN_THERE = Duration.ofSeconds(30);
  private static final long STAGGER_MILLIS = 90_000;

  private final NodeVault vault;
  private final CountDownLatch first = new CountDownLatch(1);
  private final Thread thread;
  private volatile Map<String, String> attributes = Map.of();

  /** Begins to ask. */
  public VaultFingerprint(NodeVault vault) {
    this.vault = vault;
    this.thread = Thread.ofVirtual().name("vault-fingerprint").start(this::watch);
  }

  /** What was seen last, by name. */
  public Map<String, String> attributes() {
    return attributes;
  }

  /** Waits for the first answer, or for the first failure. */
  public void awaitFirst(Duration limit) {
    try {
      if (!first.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.info("Vault has not answered yet");
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    boolean there = false;
    try {
      while (true) {
        boolean answers = ask(there);
        first.countDown();
        long stagger = ThreadLocalRandom.current().nextLong(STAGGER_MILLIS);
        Thread.sleep(answers ? WHEN_THERE.plusMillis(stagger) : WHEN_AWAY);
        there = answers;
      }
    } catch (InterruptedException stopping) {
      LOG.debug("no more looks at Vault");
    }
  }

  private boolean ask(boolean there) throws InterruptedException {
    try {
      JsonNode status = vault.sealStatus();
      Map<String, String> seen = new TreeMap<>();
      String version = status.path("version").asText("");
      seen.put("vault.accessible", "true");
      seen.put("vault.version", version.startsWith("Vault ") ? version.substring(6) : version);
      seen.put("vault.cluster_id", status.path("cluster_id").asText(""));
      seen.put("vault.cluster_name", status.path("cluster_name").asText(""));
      attributes = Map.copyOf(seen);
      if (!there) {
        LOG.infof("Vault %s is available", version);
      }
      return true;
    } catch (VaultFailure failure) {
      if (there || first.getCount() > 0) {
        LOG.infof("Vault is not available: %s", failure.getMessage());
      }
      return false;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
