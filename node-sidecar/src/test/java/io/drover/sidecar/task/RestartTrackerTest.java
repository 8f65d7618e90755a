package io.drover.sidecar.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.model.RestartPolicy;
import io.drover.sidecar.task.RestartTracker.Decision;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of semantics.md 12.5, on a clock that stands where the test puts it. */
final class RestartTrackerTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration INTERVAL = Duration.ofSeconds(60);
  private static final Duration DELAY = Duration.ofSeconds(2);

  private static RestartTracker tracker(int attempts, String mode, boolean onSuccess) {
    return new RestartTracker(
        new RestartPolicy(attempts, INTERVAL, DELAY, mode), onSuccess, START, 0, () -> 0.5);
  }

  @ParameterizedTest
  @CsvSource({
    // attempts, mode, restarts on success, run was successful, runs before; what follows
    "0, fail,  false, true,  0, done",
    "0, fail,  true,  true,  0, Policy allows no restarts",
    "0, fail,  false, false, 0, Policy allows no restarts",
    "1, fail,  false, true,  0, done",
    "1, fail,  true,  true,  0, Restart within policy",
    "1, fail,  false, false, 0, Restart within policy",
    "1, fail,  false, false, 1, Exceeded allowed attempts 1 in interval 1m0s and mode is \"fail\"",
    "2, fail,  false, false, 1, Restart within policy",
    "1, delay, false, false, 1, 'Exceeded allowed attempts, applying a delay'",
    "1, delay, false, false, 5, 'Exceeded allowed attempts, applying a delay'",
  })
  void anExitLeadsTo(
      int attempts, String mode, boolean onSuccess, boolean successful, int before, String next) {
    RestartTracker tracker = tracker(attempts, mode, onSuccess);
    for (int i = 0; i < before; i++) {
      tracker.afterExit(false, START.plusSeconds(i));
    }
    assertThat(reason(tracker.afterExit(successful, START.plusSeconds(10)))).isEqualTo(next);
  }

  @ParameterizedTest
  @CsvSource({
    "0, true,  Policy allows no restarts",
    "0, false, Policy allows no restarts",
    "1, false, Error was unrecoverable",
    "1, true,  Restart within policy",
  })
  void aFailedStartLeadsTo(int attempts, boolean recoverable, String next) {
    Decision decision = tracker(attempts, "fail", true).afterStartFailure(recoverable, START);
    assertThat(reason(decision)).isEqualTo(next);
  }

  @Test
  void theDelayOfModeDelayEndsWithTheInterval() {
    RestartTracker tracker = tracker(1, "delay", false);
    tracker.afterExit(false, START.plusSeconds(1));
    Decision decision = tracker.afterExit(false, START.plusSeconds(13));
    assertThat(((Decision.Restart) decision).delay()).isEqualTo(Duration.ofSeconds(47));
  }

  @Test
  void anIntervalThatIsOverCountsFromTheBeginning() {
    RestartTracker tracker = tracker(1, "fail", false);
    tracker.afterExit(false, START.plusSeconds(1));
    assertThat(reason(tracker.afterExit(false, START.plusSeconds(60).plusNanos(1))))
        .isEqualTo("Restart within policy");
    assertThat(tracker.windowStart()).isEqualTo(START.plusSeconds(60).plusNanos(1));
    assertThat(tracker.count()).isEqualTo(1);
  }

  @Property
  void theJitterIsAtMostAQuarter(
      @ForAll @DoubleRange(min = 0, max = 1) double random,
      @ForAll @IntRange(max = 100) int delay) {
    RestartTracker tracker =
        new RestartTracker(
            new RestartPolicy(1, INTERVAL, Duration.ofSeconds(delay), "fail"),
            false,
            START,
            0,
            () -> random);
    Duration wait = ((Decision.Restart) tracker.afterExit(false, START)).delay();
    assertThat(wait)
        .isBetween(Duration.ofSeconds(delay), Duration.ofMillis((long) (delay * 1250L)));
  }

  private static String reason(Decision decision) {
    return switch (decision) {
      case Decision.Done done -> "done";
      case Decision.Fail fail -> fail.reason();
      case Decision.Restart restart -> restart.reason();
    };
  }
}
