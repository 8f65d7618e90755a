package io.drover.vault;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Lets so many pass in a second, at first as many at once; the others wait in their order. */
final class RateLimit {

  private final long gapNanos;
  private final long burstNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private long next;

  RateLimit(int perSecond) {
    this.gapNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.burstNanos = TimeUnit.SECONDS.toNanos(1);
    this.next = System.nanoTime() - burstNanos;
  }

  /** Waits for its turn. */
  void pass() throws InterruptedException {
    long now = System.nanoTime();
    long wait;
    lock.lock();
    try {
      next = Math.max(next, now - burstNanos) + gapNanos;
      wait = next - now;
    } finally {
      lock.unlock();
    }
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
  }
}
