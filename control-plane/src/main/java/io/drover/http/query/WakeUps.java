package io.drover.http.query;

import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Carries woken queries from the thread of the log to the event loops of their connections: one
 * task a loop for all that a commit woke, not one a query. The queues are bounded by the watch
 * registry, which knows each waiting query once.
 */
final class WakeUps {

  /** After so many answers other connections of the loop get their turn. */
  private static final int BATCH = 128;

  private static final class Lane implements Runnable {
    private final EventLoop loop;
    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    Lane(EventLoop loop) {
      this.loop = loop;
    }

    void add(Runnable woken) {
      queue.add(woken);
      schedule();
    }

    private void schedule() {
      if (scheduled.compareAndSet(false, true)) {
        loop.execute(this);
      }
    }

    @Override
    public void run() {
      for (int i = 0; i < BATCH; i++) {
        Runnable woken = queue.poll();
        if (woken == null) {
          break;
        }
        woken.run();
      }
      scheduled.set(false);
      if (!queue.isEmpty()) {
        schedule();
      }
    }
  }

  private final ConcurrentHashMap<EventLoop, Lane> lanes = new ConcurrentHashMap<>();

  /** Runs it soon on that event loop. It must not throw. */
  void add(EventLoop loop, Runnable woken) {
    lanes.computeIfAbsent(loop, Lane::new).add(woken);
  }
}
