package io.drover.sidecar.stats;

import io.drover.sidecar.kernel.SmallFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Samples for all who want to be told regularly, on one thread, which lives while there is anybody.
 * Listeners are called on it and must not wait.
 */
public final class StatsClock implements AutoCloseable {

  /** Below this the kernel's own counters do not move. */
  public static final Duration MIN_INTERVAL = Duration.ofMillis(100);

  private static final Logger LOG = Logger.getLogger(StatsClock.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Subscription> queue = new PriorityQueue<>();
  private @Nullable Thread thread;
  private boolean closed;

  /** Somebody who is told; closing it ends that, and a call that is under way may still come. */
  public final class Subscription implements AutoCloseable, Comparable<Subscription> {

    private final TaskSampler sampler;
    private final long interval;
    private final boolean rows;
    private final Consumer<TaskUsage> each;
    private final Runnable ended;
    private long due = System.nanoTime();
    private volatile boolean open = true;

    private Subscription(
        TaskSampler sampler,
        Duration interval,
        boolean rows,
        Consumer<TaskUsage> each,
        Runnable ended) {
      this.sampler = sampler;
      this.interval = interval.toNanos();
      this.rows = rows;
      this.each = each;
      this.ended = ended;
    }

    @Override
    public int compareTo(Subscription other) {
      return Long.signum(due - other.due);
    }

    @Override
    public void close() {
      open = false;
      lock.lock();
      try {
        queue.remove(this);
        changed.signal();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Tells at once, and then every interval.
   *
   * @param rows each process too
   * @param ended called once, instead of a sample, when the task's group is gone
   */
  public Subscription subscribe(
      TaskSampler sampler,
      Duration interval,
      boolean rows,
      Consumer<TaskUsage> each,
      Runnable ended) {
    if (interval.compareTo(MIN_INTERVAL) < 0) {
      throw new IllegalArgumentException(
          "interval %s is shorter than %s".formatted(interval, MIN_INTERVAL));
    }
    Subscription subscription = new Subscription(sampler, interval, rows, each, ended);
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the clock is closed");
      }
      queue.add(subscription);
      changed.signal();
      if (thread == null) {
        thread = Thread.ofPlatform().name("statistics").daemon().start(this::run);
      }
    } finally {
      lock.unlock();
    }
    return subscription;
  }

  private void run() {
    SmallFiles files = new SmallFiles();
    for (Subscription next = next(); next != null; next = next()) {
      if (next.open && tell(next, files)) {
        again(next);
      }
    }
  }

  /** Waits for the next one due; null, and no thread any more, when nobody is left. */
  private @Nullable Subscription next() {
    lock.lock();
    try {
      Subscription next = await();
      if (next == null) {
        thread = null;
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Subscription await() {
    while (!closed && !queue.isEmpty()) {
      long wait = queue.element().due - System.nanoTime();
      if (wait <= 0) {
        return queue.remove();
      }
      try {
        changed.awaitNanos(wait);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
    return null;
  }

  private void again(Subscription one) {
    one.due = onBeat(System.nanoTime() + one.interval);
    lock.lock();
    try {
      if (one.open) {
        queue.add(one);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Those due at about the same time are told in one go: waking up costs more than a sample. */
  private static long onBeat(long nanoTime) {
    long beat = MIN_INTERVAL.toNanos();
    return Math.floorDiv(nanoTime + beat / 2, beat) * beat;
  }

  /** False when that was the last time. */
  private static boolean tell(Subscription one, SmallFiles files) {
    try {
      TaskUsage usage = one.sampler.sample(one.rows, files).orElse(null);
      if (usage == null) {
        one.ended.run();
        return false;
      }
      one.each.accept(usage);
      return true;
    } catch (IOException | RuntimeException failure) {
      LOG.warnf("statistics of a task end: %s", failure);
      one.ended.run();
      return false;
    }
  }

  /** Ends it; nobody is told any more. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      queue.clear();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
