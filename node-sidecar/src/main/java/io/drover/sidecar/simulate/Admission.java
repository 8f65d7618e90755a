package io.drover.sidecar.simulate;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets so many nodes knock at once and no more: all of them at the same moment would time out
 * waiting for each other's registration. Thread-safe.
 */
final class Admission {

  // Each is one commit; a server that commits a few hundred a second answers within a second.
  private static final int KNOCKING_MAX = 200;

  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int knocking;

  /** Runs {@code knock} when it is its turn; each must be followed by one {@link #leave}. */
  void enter(Runnable knock) {
    lock.lock();
    try {
      if (knocking >= KNOCKING_MAX) {
        waiting.add(knock);
        return;
      }
      knocking++;
    } finally {
      lock.unlock();
    }
    knock.run();
  }

  void leave() {
    Runnable next;
    lock.lock();
    try {
      next = waiting.poll();
      if (next == null) {
        knocking--;
      }
    } finally {
      lock.unlock();
    }
    if (next != null) {
      next.run();
    }
  }
}
