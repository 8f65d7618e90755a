package io.drover.http.query;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.concurrent.DefaultThreadFactory;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One timer wheel for all waiting queries: setting and cancelling cost the same for one as for
 * fifty thousand, while a Vert.x timer is an entry in a heap of its event loop, to be set and
 * removed on that loop. Tasks run on the wheel's one thread and must only hand on.
 */
@Singleton
final class Timeouts {

  /** A wait may end that much late; the jitter of the shortest useful wait is more. */
  private static final long TICK_MILLIS = 50;

  /** One turn, 409 s, covers the longest wait with its jitter, 319 s. */
  private static final int TICKS = 8192;

  private final HashedWheelTimer wheel =
      new HashedWheelTimer(
          new DefaultThreadFactory("http-timeouts", true),
          TICK_MILLIS,
          TimeUnit.MILLISECONDS,
          TICKS,
          false);

  /** Runs the task once after that time, unless cancelled before. */
  Timeout after(Duration time, Runnable task) {
    return wheel.newTimeout(t -> task.run(), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void stop() {
    wheel.stop();
  }
}
