package io.drover.sidecar.task;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Stops the allocations that may not go on without the servers (stop_after_client_disconnect): they
 * have been replaced elsewhere by then. All others run on, for however long nobody is heard.
 */
public final class DisconnectStop implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(DisconnectStop.class);
  // A new allocation may have a shorter time than all others; it is seen this late.
  private static final Duration LOOK_WAIT_MAX = Duration.ofSeconds(5);
  private static final Duration LOOK_WAIT_MIN = Duration.ofMillis(100);

  private final Allocations allocations;
  private final ServerContact contact;
  private final ScheduledExecutorService timer;
  private volatile boolean closed;

  /** Starts looking. */
  public DisconnectStop(
      Allocations allocations, ServerContact contact, ScheduledExecutorService timer) {
    this.allocations = allocations;
    this.contact = contact;
    this.timer = timer;
    lookAfter(LOOK_WAIT_MIN);
  }

  private void lookAfter(Duration wait) {
    try {
      timer.schedule(this::look, wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopping) {
      LOG.debug("the node stops");
    }
  }

  private void look() {
    Duration next = LOOK_WAIT_MAX;
    try {
      if (!closed) {
        next = allocations.stopDisconnected(contact.silence()).orElse(LOOK_WAIT_MAX);
      }
    } catch (RuntimeException bug) {
      LOG.error("looking for allocations that must not go on without the servers", bug);
    }
    if (!closed) {
      Duration wait = next.compareTo(LOOK_WAIT_MAX) > 0 ? LOOK_WAIT_MAX : next;
      lookAfter(wait.compareTo(LOOK_WAIT_MIN) < 0 ? LOOK_WAIT_MIN : wait);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
