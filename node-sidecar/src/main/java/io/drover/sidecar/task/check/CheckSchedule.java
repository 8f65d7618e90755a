package io.drover.sidecar.task.check;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the checks of all allocations. One that waits for its time is an entry of a timer; one that
 * is run has a virtual thread, and no more than {@link #AT_ONCE_MAX} have a connection at once.
 */
public final class CheckSchedule implements AutoCloseable {

  // Each has a socket; the default limit of open files is 1024.
  static final int AT_ONCE_MAX = 256;

  private static final Logger LOG = Logger.getLogger(CheckSchedule.class);

  private final ScheduledExecutorService timer;
  private final Semaphore running = new Semaphore(AT_ONCE_MAX, true);
  private final HttpProbe http = new HttpProbe();

  /** What is done each time; it ends soon when its thread is interrupted. */
  interface Work {
    void run() throws InterruptedException;
  }

  /**
   * @param timer starts them; nothing is run on its own threads
   */
  public CheckSchedule(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  HttpProbe http() {
    return http;
  }

  /** Does it again and again, each time {@code interval} after the end of the time before. */
  Repeated repeat(Duration first, Duration interval, Work work) {
    Repeated repeated = new Repeated(interval, work);
    repeated.schedule(first);
    return repeated;
  }

  /** Something that is done again and again until it is closed. */
  final class Repeated implements AutoCloseable {

    private final Duration interval;
    private final Work work;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Future<?> next;
    private @Nullable Thread thread;
    private boolean closed;

    private Repeated(Duration interval, Work work) {
      this.interval = interval;
      this.work = work;
    }

    private void schedule(Duration wait) {
      lock.lock();
      try {
        if (!closed) {
          thread = null;
          next = timer.schedule(this::begin, wait.toNanos(), TimeUnit.NANOSECONDS);
        }
      } catch (RejectedExecutionException stopping) {
        LOG.debug("the node stops: no more checks");
      } finally {
        lock.unlock();
      }
    }

    private void begin() {
      lock.lock();
      try {
        if (!closed) {
          thread = Thread.ofVirtual().name("check").start(this::run);
        }
      } finally {
        lock.unlock();
      }
    }

    private void run() {
      try {
        running.acquire();
        try {
          work.run();
        } finally {
          running.release();
        }
      } catch (InterruptedException over) {
        return;
      } catch (RuntimeException bug) {
        LOG.error("running a check", bug);
      }
      schedule(interval);
    }

    @Override
    public void close() {
      lock.lock();
      try {
        closed = true;
        if (next != null) {
          next.cancel(false);
        }
        if (thread != null && thread != Thread.currentThread()) {
          thread.interrupt();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
