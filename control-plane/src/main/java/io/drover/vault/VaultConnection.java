package io.drover.vault;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.contract.vault.VaultFailure;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the server's token known and alive: it is checked until it is found fit, and then renewed
 * at half of its lease. One thread does that; whoever needs Vault asks for the {@link #state()}.
 */
public final class VaultConnection implements AutoCloseable {

  /** How it stands. */
  sealed interface State {
    /** Vault did not answer yet. */
    record Connecting() implements State {}

    /** Vault answers, but the token is not fit. */
    record Broken(String reason) implements State {}

    /** Tokens can be made. */
    record Ready(OwnToken token) implements State {}
  }

  /** Waits between tries; shorter in tests. */
  public record Pace(Duration retry, Duration failedRenewalMax) {

    /** Nomad's. */
    public static final Pace USUAL = new Pace(Duration.ofSeconds(30), Duration.ofMinutes(2));
  }

  private static final Logger LOG = Logger.getLogger(VaultConnection.class);
  private static final Duration RENEWAL_MIN = Duration.ofMillis(500);

  private final VaultSettings settings;
  private final VaultServer server;
  private final Pace pace;
  private volatile State state = new State.Connecting();
  private volatile @Nullable Thread thread;

  public VaultConnection(VaultSettings settings, Pace pace) {
    this.settings = settings;
    this.pace = pace;
    this.server = new VaultServer(settings);
  }

  /** Begins to connect. */
  public void start() {
    thread = Thread.ofVirtual().name("vault").start(this::keep);
  }

  State state() {
    return state;
  }

  VaultServer server() {
    return server;
  }

  VaultSettings settings() {
    return settings;
  }

  private void keep() {
    try {
      while (true) {
        OwnToken token = connect();
        state = new State.Ready(token);
        LOG.infof("Vault at %s takes this server's token", settings.address().address());
        if (!token.expires()) {
          return;
        }
        renewWhilePossible(token);
      }
    } catch (InterruptedException closing) {
      LOG.debug("no more contact with Vault");
    }
  }

  private OwnToken connect() throws InterruptedException {
    while (true) {
      try {
        return OwnToken.check(server, settings);
      } catch (VaultFailure failure) {
        failed(failure.status() != 0, failure.text());
      } catch (OwnToken.Unfit unfit) {
        failed(true, String.valueOf(unfit.getMessage()));
      }
      Thread.sleep(pace.retry());
    }
  }

  private void failed(boolean answered, String reason) {
    if (answered) {
      state = new State.Broken("failed to establish connection to Vault: " + reason);
      LOG.errorf("Vault does not take this server's token: %s", reason);
    } else {
      if (!(state instanceof State.Broken)) {
        state = new State.Connecting();
      }
      LOG.warnf("Vault cannot be reached: %s", reason);
    }
  }

  /** Returns when the token is refused for good: then it is checked anew, which says why. */
  private void renewWhilePossible(OwnToken token) throws InterruptedException {
    Backoff backoff = new Backoff(ThreadLocalRandom.current());
    long expiry = System.nanoTime() + Duration.ofSeconds(token.ttl()).toNanos();
    while (true) {
      Duration wait;
      try {
        long lease = renew(token);
        expiry = System.nanoTime() + Duration.ofSeconds(lease).toNanos();
        backoff.reset();
        wait = Duration.ofSeconds(lease).dividedBy(2);
      } catch (VaultFailure failure) {
        LOG.warnf("failed to renew the vault token: %s", failure.text());
        if (failure.permanent()) {
          state = new State.Broken("failed to renew the vault token: " + failure.text());
          return;
        }
        wait = backoff.next(Duration.ofNanos(expiry - System.nanoTime()));
        wait = wait.compareTo(pace.failedRenewalMax()) > 0 ? pace.failedRenewalMax() : wait;
      }
      Thread.sleep(wait.compareTo(RENEWAL_MIN) < 0 ? RENEWAL_MIN : wait);
    }
  }

  private long renew(OwnToken token) throws VaultFailure, InterruptedException {
    JsonNode auth = server.renewSelf(token.creationTtl());
    if (!auth.isObject()) {
      throw VaultFailure.unexpected("renewal successful but not auth information returned");
    }
    long lease = auth.path("lease_duration").asLong();
    if (lease <= 0) {
      throw VaultFailure.unexpected("renewal successful but no lease duration returned");
    }
    return lease;
  }

  @Override
  public void close() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
    server.close();
  }
}
