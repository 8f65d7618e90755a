package io.drover.contract.json;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * Durations in the notation that the API's texts use: {@code 1h0m0s}, {@code 1.5s}, {@code 500ms}.
 */
public final class GoDuration {

  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  private GoDuration() {}

  /** The text of a duration, exact to the nanosecond. */
  public static String text(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    if (duration.isNegative()) {
      return "-" + text(duration.negated());
    }
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      long nanos = duration.toNanos();
      if (nanos < MICRO) {
        return nanos + "ns";
      }
      return nanos < MILLI ? fraction(nanos, MICRO) + "µs" : fraction(nanos, MILLI) + "ms";
    }
    long hours = duration.toHours();
    long minutes = duration.toMinutesPart();
    String seconds = fraction(duration.toSecondsPart() * SECOND + duration.toNanosPart(), SECOND);
    if (hours > 0) {
      return hours + "h" + minutes + "m" + seconds + "s";
    }
    return (minutes > 0 ? minutes + "m" : "") + seconds + "s";
  }

  private static String fraction(long nanos, long unit) {
    return BigDecimal.valueOf(nanos)
        .divide(BigDecimal.valueOf(unit))
        .stripTrailingZeros()
        .toPlainString();
  }
}
