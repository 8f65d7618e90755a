package io.drover.sidecar.simulate;

import io.netty.util.HashedWheelTimer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One wheel for the timers of all nodes: heartbeats, starts and ends cost the same however many
 * there are. Nothing is ever cancelled; what fires too late finds that its time is over.
 */
final class Timers implements AutoCloseable {

  private static final long TICK_MILLIS = 20;
  // 82 s a turn: most heartbeats are due within it.
  private static final int TICKS = 4_096;

  private final HashedWheelTimer wheel =
      new HashedWheelTimer(
          Thread.ofPlatform().name("simulate-timer").daemon().factory(),
          TICK_MILLIS,
          TimeUnit.MILLISECONDS,
          TICKS,
          false);
  private volatile boolean closed;

  /** Runs {@code work} on {@code thread} after some time; not at all when this is closed. */
  void after(Duration wait, Executor thread, Runnable work) {
    if (!closed) {
      wheel.newTimeout(due -> fire(thread, work), wait.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void fire(Executor thread, Runnable work) {
    if (!closed) {
      thread.execute(work);
    }
  }

  /** Nothing fires any more; what asks for it later asks in vain. */
  void quieten() {
    closed = true;
  }

  @Override
  public void close() {
    wheel.stop();
  }
}
