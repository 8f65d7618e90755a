package io.drover.sidecar.grpc;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Waits between attempts to reach the control plane: short while it may just be starting anew,
 * longer when it stays away. Belongs to one thread.
 */
final class Backoff {

  static final Duration FIRST = Duration.ofMillis(200);
  // A control plane that restarts is away for seconds; within that time every second counts.
  static final Duration SOON_MAX = Duration.ofSeconds(1);
  static final Duration MAX = Duration.ofSeconds(5);
  static final int SOON_ATTEMPTS = 30;

  private final DoubleSupplier random;
  private int attempts;

  /**
   * @param random from 0 to 1
   */
  Backoff(DoubleSupplier random) {
    this.random = random;
  }

  void reset() {
    attempts = 0;
  }

  /** The next wait: between half and the whole of a time that doubles up to its bound. */
  Duration next() {
    Duration bound = attempts < SOON_ATTEMPTS ? SOON_MAX : MAX;
    Duration grown = FIRST.multipliedBy(1L << Math.min(attempts, 10));
    attempts++;
    Duration wait = grown.compareTo(bound) > 0 ? bound : grown;
    return Duration.ofNanos((long) (wait.toNanos() * (0.5 + random.getAsDouble() / 2)));
  }
}
