package io.drover.sidecar.executor;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * One life of an executor. What must not be done by two lives at once is done within it or, when it
 * is over, left to the next.
 */
final class Life {

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile boolean over;

  /** Does it, unless this life is over. Any number may be at work at once. */
  void within(Runnable work) {
    lock.readLock().lock();
    try {
      if (!over) {
        work.run();
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  boolean over() {
    return over;
  }

  /** Ends it: waits for what is under way. */
  void end() {
    over = true;
    lock.writeLock().lock();
    lock.writeLock().unlock();
  }
}
