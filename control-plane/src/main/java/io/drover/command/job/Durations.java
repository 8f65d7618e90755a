package io.drover.command.job;

import java.time.Duration;

/** Arithmetic on durations that come from outside and therefore may be of any size. */
final class Durations {

  /**
   * Far beyond what a request can say (292 years), and so small that sums of it do not overflow.
   */
  private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE / 4);

  private Durations() {}

  /** The product, or the longest duration if it would be longer than that. */
  static Duration times(Duration duration, long factor) {
    double seconds = (double) duration.toSeconds() * factor;
    return Math.abs(seconds) >= LONGEST.toSeconds() ? LONGEST : duration.multipliedBy(factor);
  }
}
