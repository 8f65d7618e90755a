package io.drover.vault;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the server's token is renewed again after a failure: longer each time, up
 * to about a minute, at least five seconds, and never more than half of the time that is left.
 */
final class Backoff {

  private static final double SECONDS_MIN = 5;
  private static final double SECONDS_MAX = 30;
  private static final double GROWTH = 1.25;
  private static final double SECONDS_EXPIRED = 60;

  private final RandomGenerator random;
  private double seconds;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** After a success. */
  void reset() {
    seconds = 0;
  }

  /** The next wait; {@code left} is negative for a token that has expired. */
  Duration next(Duration left) {
    double jitter = 1 + random.nextDouble();
    if (left.isNegative()) {
      return millis(SECONDS_EXPIRED * jitter);
    }
    seconds = Math.min(SECONDS_MAX, Math.max(SECONDS_MIN, seconds) * GROWTH);
    double half = left.toMillis() / 2000.0;
    return millis(Math.max(SECONDS_MIN, Math.min(seconds * jitter, half)));
  }

  private static Duration millis(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
