package io.drover.evaluate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The threads that process evaluations. They are platform threads, since they compute; they idle
 * while paused, which they are from the start.
 */
final class Workers implements AutoCloseable {
  /** How long a worker waits for an evaluation before it looks whether it is to pause. */
  private static final Duration POLL = Duration.ofMillis(500);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Thread> threads = new ArrayList<>();
  private boolean paused = true;
  private volatile boolean closed;

  Workers(int count, Supplier<Worker> factory) {
    for (int i = 0; i < count; i++) {
      Worker worker = factory.get();
      threads.add(Thread.ofPlatform().daemon().name("worker-" + i).start(() -> run(worker)));
    }
  }

  private void run(Worker worker) {
    try {
      while (!closed) {
        awaitUnpaused();
        if (!closed) {
          worker.runOnce(POLL);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt(); // Closed: the thread ends.
    }
  }

  private void awaitUnpaused() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (paused && !closed) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Pauses the workers once they are done with what they have, or lets them go on. */
  void pause(boolean on) {
    lock.lock();
    try {
      paused = on;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    pause(false);
    threads.forEach(Thread::interrupt);
  }
}
