package io.drover.sidecar.grpc;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Requests of one session that are being answered, each on a virtual thread of its own, so that a
 * slow one holds back nobody. They end with the session.
 */
final class RequestThreads {

  /** Work for one request; it ends soon when its thread is interrupted. */
  interface Work {
    void run() throws InterruptedException;
  }

  /** Why a request was not begun. */
  enum Begun {
    YES,
    TOO_MANY,
    TWICE,
    SESSION_OVER
  }

  private final String name;
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, Thread> threads = new HashMap<>();
  private boolean closed;

  RequestThreads(String name, int most) {
    this.name = name;
    this.most = most;
  }

  Begun begin(long requestId, Work work) {
    lock.lock();
    try {
      if (closed) {
        return Begun.SESSION_OVER;
      }
      if (threads.containsKey(requestId)) {
        return Begun.TWICE;
      }
      if (threads.size() >= most) {
        return Begun.TOO_MANY;
      }
      threads.put(
          requestId,
          Thread.ofVirtual().name(name + " " + requestId).start(() -> run(requestId, work)));
      return Begun.YES;
    } finally {
      lock.unlock();
    }
  }

  private void run(long requestId, Work work) {
    try {
      work.run();
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
    } finally {
      lock.lock();
      try {
        threads.remove(requestId);
      } finally {
        lock.unlock();
      }
    }
  }

  void cancel(long requestId) {
    lock.lock();
    try {
      Thread thread = threads.get(requestId);
      if (thread != null) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends all, and begins no more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      threads.values().forEach(Thread::interrupt);
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return threads.size();
    } finally {
      lock.unlock();
    }
  }
}
