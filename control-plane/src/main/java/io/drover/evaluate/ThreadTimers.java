package io.drover.evaluate;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Timers on one daemon thread. Its queue holds at most a few timers for each open evaluation. */
public final class ThreadTimers implements Timers, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ThreadTimers.class);
  private final ScheduledThreadPoolExecutor executor;

  /** The name is that of the thread. */
  public ThreadTimers(String name) {
    executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    executor.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    Future<?> timer =
        executor.schedule(() -> run(task), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
    return () -> timer.cancel(false);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("a timer's task failed", e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
