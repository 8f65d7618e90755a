package io.drover.command.job;

import io.drover.contract.json.GoDuration;
import io.drover.contract.model.ReschedulePolicy;
import java.time.Duration;
import java.util.List;

/** Rules for the reschedule block: its members, and whether its attempts fit its interval. */
final class RescheduleRules {

  private static final Duration DELAY_MIN = Duration.ofSeconds(5);
  private static final Duration INTERVAL_MIN = Duration.ofSeconds(15);
  private static final String CONSTANT = "constant";
  private static final String EXPONENTIAL = "exponential";
  private static final String FIBONACCI = "fibonacci";
  private static final List<String> FUNCTIONS = List.of(CONSTANT, EXPONENTIAL, FIBONACCI);

  private RescheduleRules() {}

  static Problems check(ReschedulePolicy r) {
    Problems p = new Problems();
    if (r.attempts() <= 0 && !r.unlimited()) {
      return p;
    }
    attempts(r, p);
    boolean delaysFit = delays(r, p);
    if (!r.unlimited()) {
      p.addIf(
          r.interval().compareTo(INTERVAL_MIN) < 0,
          "Interval cannot be less than "
              + GoDuration.format(INTERVAL_MIN)
              + " (got "
              + GoDuration.format(r.interval())
              + ")");
      if (delaysFit) {
        feasible(r, p);
      }
    }
    return p;
  }

  private static void attempts(ReschedulePolicy r, Problems p) {
    if (r.attempts() <= 0) {
      return;
    }
    p.addIf(!r.interval().isPositive(), "Interval must be a non zero value if Attempts > 0");
    if (r.unlimited()) {
      p.add(
          "Reschedule Policy with Attempts = "
              + r.attempts()
              + ", Interval = "
              + GoDuration.format(r.interval())
              + ", and Unlimited = true is ambiguous");
      p.add("If Attempts >0, Unlimited cannot also be set to true");
    }
  }

  private static boolean delays(ReschedulePolicy r, Problems p) {
    Problems found = new Problems();
    found.addIf(
        r.delay().compareTo(DELAY_MIN) < 0,
        "Delay cannot be less than "
            + GoDuration.format(DELAY_MIN)
            + " (got "
            + GoDuration.format(r.delay())
            + ")");
    found.addIf(
        !FUNCTIONS.contains(r.delayFunction()),
        "Invalid delay function "
            + Quote.of(r.delayFunction())
            + ", must be one of "
            + Quote.of(FUNCTIONS));
    if (!r.delayFunction().equals(CONSTANT)) {
      // The text names the delay where one expects the maximum: so does the API.
      found.addIf(
          r.maxDelay().compareTo(DELAY_MIN) < 0,
          "Max Delay cannot be less than "
              + GoDuration.format(DELAY_MIN)
              + " (got "
              + GoDuration.format(r.delay())
              + ")");
      found.addIf(
          r.maxDelay().compareTo(r.delay()) < 0,
          "Max Delay cannot be less than Delay "
              + GoDuration.format(r.delay())
              + " (got "
              + GoDuration.format(r.maxDelay())
              + ")");
    }
    p.addAll(found);
    return found.isEmpty();
  }

  private static void feasible(ReschedulePolicy r, Problems p) {
    Fit fit =
        switch (r.delayFunction()) {
          case EXPONENTIAL -> exponential(r);
          case FIBONACCI -> fibonacci(r);
          default -> constant(r);
        };
    if (fit.fits()) {
      return;
    }
    boolean constant = r.delayFunction().equals(CONSTANT);
    p.add(
        "Nomad can only make "
            + fit.attempts()
            + " attempts in "
            + GoDuration.format(r.interval())
            + " with initial delay "
            + GoDuration.format(r.delay())
            + (constant ? " and delay function " : ", delay function ")
            + Quote.of(r.delayFunction())
            + (constant ? "" : ", and delay ceiling " + GoDuration.format(r.maxDelay())));
    p.add(
        "Set the interval to at least "
            + GoDuration.format(rounded(fit.needed()))
            + " to accommodate "
            + r.attempts()
            + " attempts");
  }

  /** How many attempts the interval has room for, and the interval that all would need. */
  private record Fit(boolean fits, long attempts, Duration needed) {}

  private static Fit constant(ReschedulePolicy r) {
    Duration needed = Durations.times(r.delay(), r.attempts());
    boolean fits = r.interval().compareTo(needed) >= 0;
    return new Fit(fits, r.interval().dividedBy(r.delay()), needed);
  }

  /**
   * Each delay is twice the one before until the ceiling, from which on the ceilings add up. The
   * ceiling is reached after few steps, the rest is computed at once: the number of attempts comes
   * from outside.
   */
  private static Fit exponential(ReschedulePolicy r) {
    Duration needed = Duration.ZERO;
    Duration delay = r.delay();
    long possible = 0;
    int done = 0;
    while (done < r.attempts() && delay.compareTo(r.maxDelay()) <= 0) {
      needed = delay;
      possible += needed.compareTo(r.interval()) < 0 ? 1 : 0;
      delay = delay.multipliedBy(2);
      done++;
    }
    long left = (long) r.attempts() - done;
    Duration room = r.interval().minus(needed);
    if (left > 0 && room.isPositive()) {
      // A step counts only if it ends before the interval does, hence the nanosecond.
      possible += Math.min(left, room.minusNanos(1).dividedBy(r.maxDelay()));
    }
    needed = needed.plus(Durations.times(r.maxDelay(), left));
    return new Fit(possible >= r.attempts(), possible, needed);
  }

  /** As {@link #exponential}, each delay being the sum of the two before. */
  private static Fit fibonacci(ReschedulePolicy r) {
    Duration before = r.delay();
    Duration needed = r.delay();
    long possible = needed.compareTo(r.interval()) <= 0 ? 2 : 0;
    int done = 2;
    boolean ceiling = false;
    while (done < r.attempts() && !ceiling) {
      Duration next = needed.plus(before);
      ceiling = next.compareTo(r.maxDelay()) > 0;
      before = needed;
      needed = ceiling ? r.maxDelay() : next;
      possible += needed.compareTo(r.interval()) <= 0 ? 1 : 0;
      done++;
    }
    long left = Math.max(0, (long) r.attempts() - done);
    Duration room = r.interval().minus(needed);
    if (left > 0 && !room.isNegative()) {
      possible += Math.min(left, room.dividedBy(r.maxDelay()));
    }
    needed = needed.plus(Durations.times(r.maxDelay(), left));
    return new Fit(r.interval().compareTo(needed) >= 0, possible, needed);
  }

  private static Duration rounded(Duration exact) {
    return Duration.ofSeconds(exact.plusMillis(500).toSeconds());
  }
}
