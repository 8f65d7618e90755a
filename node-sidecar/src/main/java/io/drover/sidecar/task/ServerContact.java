package io.drover.sidecar.task;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When the servers were last heard. By a clock that nobody sets: a wrong step of the wall clock
 * must not end tasks.
 */
public final class ServerContact {

  private final LongSupplier nanoTime;
  private long heardAt;
  private long goodForNanos = Long.MAX_VALUE;

  public ServerContact() {
    this(System::nanoTime);
  }

  /** The beginning counts as having heard them. */
  ServerContact(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.heardAt = nanoTime.getAsLong();
  }

  /**
   * They were heard.
   *
   * @param timeToLive within which they want to hear of this node again
   * @return true when the silence before was longer than they had granted: they may have given this
   *     node up, and may believe other things of its allocations than it last said
   */
  public synchronized boolean heard(Duration timeToLive) {
    long now = nanoTime.getAsLong();
    boolean late = now - heardAt > goodForNanos;
    heardAt = now;
    goodForNanos = timeToLive.toNanos();
    return late;
  }

  synchronized Duration silence() {
    return Duration.ofNanos(nanoTime.getAsLong() - heardAt);
  }
}
