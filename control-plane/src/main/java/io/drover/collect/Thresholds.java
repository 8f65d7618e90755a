package io.drover.collect;

import java.time.Duration;
import java.time.Instant;

/**
 * How old what is finished has to be. Source: semantics.md 10.
 *
 * @param evaluation of any type but batch, with its allocations
 * @param batchEvaluation of batch jobs
 */
public record Thresholds(
    Duration evaluation,
    Duration batchEvaluation,
    Duration job,
    Duration deployment,
    Duration node) {

  /** Anything that is finished, whatever its age. */
  public static final Thresholds NONE =
      new Thresholds(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** An age before {@code now} as Unix nanoseconds. */
  static long before(Instant now, Duration age) {
    Instant then = now.minus(age);
    return then.getEpochSecond() * 1_000_000_000L + then.getNano();
  }
}
