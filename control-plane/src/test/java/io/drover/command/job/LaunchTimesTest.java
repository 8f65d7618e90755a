package io.drover.command.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.model.PeriodicConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchTimesTest {

  private static final Instant SUNDAY = Instant.parse("2026-11-22T06:00:30Z");

  private static String next(String spec, String zone) {
    return LaunchTimes.of(new PeriodicConfig(true, spec, "cron", false, zone))
        .next(SUNDAY)
        .map(ZonedDateTime::toInstant)
        .map(Instant::toString)
        .orElse("never");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * * *           | 2026-11-22T06:01:00Z",
        "*/15 * * * *        | 2026-11-22T06:15:00Z",
        "0 0 1 1 *           | 2027-01-01T00:00:00Z",
        "0 0 1 1 * 2030      | 2030-01-01T00:00:00Z",
        "45 * * * * * *      | 2026-11-22T06:00:45Z",
        "*/20 0 6 22 11 * *  | 2026-11-22T06:00:40Z",
        "@hourly             | 2026-11-22T07:00:00Z",
        "@daily              | 2026-11-23T00:00:00Z",
        "@weekly             | 2026-11-29T00:00:00Z",
        "@monthly            | 2026-12-01T00:00:00Z",
        "@yearly             | 2027-01-01T00:00:00Z",
        "@annually           | 2027-01-01T00:00:00Z",
        "0 12 * * mon-fri    | 2026-11-23T12:00:00Z",
        "0 12 * * 0          | 2026-11-22T12:00:00Z",
        "0 12 * * 7          | 2026-11-22T12:00:00Z",
        "0 0 L * *           | 2026-11-30T00:00:00Z",
        "0 0 LW * *          | 2026-11-30T00:00:00Z",
        "0 0 28W * *         | 2026-11-27T00:00:00Z",
        "0 0 * * 5L          | 2026-11-27T00:00:00Z",
        "0 0 * * 1#2         | 2026-12-14T00:00:00Z",
        "0 0 1 JAN ?         | 2027-01-01T00:00:00Z",
        "0 0 1,15 * *        | 2026-12-01T00:00:00Z",
        "0 0 30 2 *          | never",
        "0 0 1 1 * 2020      | never",
      })
  void theNextLaunchIsFound(String spec, String expected) {
    assertThat(next(spec, "UTC")).isEqualTo(expected);
  }

  @Test
  void aDayOfTheMonthAndOneOfTheWeekAreAlternatives() {
    assertThat(next("0 0 30 11 1", "UTC")).isEqualTo("2026-11-23T00:00:00Z");
    assertThat(next("0 0 24 11 1", "UTC")).isEqualTo("2026-11-23T00:00:00Z");
    assertThat(next("0 0 23 11 6", "UTC")).isEqualTo("2026-11-23T00:00:00Z");
  }

  @Test
  void theFieldsAreThoseOfTheZone() {
    assertThat(next("0 0 * * *", "Europe/Paris")).isEqualTo("2026-11-22T23:00:00Z");
    assertThat(next("0 0 * * *", "America/New_York")).isEqualTo("2026-11-23T05:00:00Z");
  }

  @Test
  void anHourThatSummerTimeLeavesOutIsNotLaunchedTwice() {
    LaunchTimes times =
        LaunchTimes.of(new PeriodicConfig(true, "30 2 * * *", "cron", false, "Europe/Paris"));
    Instant before = Instant.parse("2027-03-27T12:00:00Z"); // The clock leaps on the 28th.
    Instant first = times.next(before).orElseThrow().toInstant();
    Instant second = times.next(first).orElseThrow().toInstant();
    assertThat(Duration.between(before, first)).isLessThan(Duration.ofDays(2));
    assertThat(Duration.between(first, second)).isGreaterThan(Duration.ofHours(12));
  }

  @Test
  @Timeout(60)
  void timesThatNeverComeAreFoundOutInTime() {
    assertThat(next("0 0 31 2,4,6,9,11 *", "UTC")).isEqualTo("never");
  }

  @Test
  void theTestTypeListsTimes() {
    LaunchTimes times =
        LaunchTimes.of(
            new PeriodicConfig(true, "1900000000,1800000000", "_internal_test", false, "UTC"));
    Instant first = Instant.ofEpochSecond(1_800_000_000);
    assertThat(times.next(SUNDAY).orElseThrow().toInstant()).isEqualTo(first);
    assertThat(times.next(first).orElseThrow().toEpochSecond()).isEqualTo(1_900_000_000L);
    assertThat(times.next(Instant.ofEpochSecond(1_900_000_000))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "every day     | missing field(s)",
        "@reboot       | missing field(s)",
        "61 * * * *    | syntax error in minute field: '61'",
        "* 24 * * *    | syntax error in hour field: '24'",
        "* * 0 * *     | syntax error in day-of-month field: '0'",
        "* * * 13 *    | syntax error in month field: '13'",
        "* * * * 8     | syntax error in day-of-week field: '8'",
        "* * * * * x   | syntax error in year field: 'X'",
      })
  void whatIsWrongIsSaid(String spec, String expected) {
    assertThat(LaunchTimes.problem(spec)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"* * * * *", "@daily", "0 0 1 1 * 2030", "1 2 3 4 5 6 2030 8"})
  void whatIsRightIsNot(String spec) {
    assertThat(LaunchTimes.problem(spec)).isNull();
  }

  @Test
  void anEmptySpecificationHasNoFields() {
    assertThat(LaunchTimes.problem("")).isEqualTo("missing field(s)");
  }
}
