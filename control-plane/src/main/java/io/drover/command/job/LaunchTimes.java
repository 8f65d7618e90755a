package io.drover.command.job;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.drover.contract.model.PeriodicConfig;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a periodic job is to be launched. Cron has five fields; a sixth is the year; with seven the
 * first is the second. What comes after them is passed over, as in Nomad. Source: semantics.md 2.
 */
public final class LaunchTimes {

  private static final List<String> FIELDS =
      List.of("second", "minute", "hour", "day-of-month", "month", "day-of-week", "year");

  /** Minute, hour, day of month, month, day of week. */
  private static final int FIELDS_MIN = 5;

  private static final CronParser PARSER = new CronParser(grammar());

  private final Optional<ExecutionTime> cron;
  private final long[] seconds; // Of the test type: launches at these times, Unix seconds, sorted.
  private final ZoneId zone;

  private LaunchTimes(Optional<ExecutionTime> cron, long[] seconds, ZoneId zone) {
    this.cron = cron;
    this.seconds = seconds;
    this.zone = zone;
  }

  /** With question marks the library would take days of month and week for both at once. */
  private static CronDefinition grammar() {
    return CronDefinitionBuilder.defineCron()
        .withSeconds()
        .and()
        .withMinutes()
        .and()
        .withHours()
        .and()
        .withDayOfMonth()
        .supportsL()
        .supportsW()
        .supportsLW()
        .and()
        .withMonth()
        .and()
        .withDayOfWeek()
        .withValidRange(0, 7)
        .withMondayDoWValue(1)
        .withIntMapping(7, 0)
        .supportsHash()
        .supportsL()
        .and()
        .withYear()
        .withValidRange(1970, 2099)
        .and()
        .instance();
  }

  /** The launches of a valid block. */
  public static LaunchTimes of(PeriodicConfig periodic) {
    ZoneId zone = zone(periodic.timeZone());
    if (!periodic.specType().equals("cron")) {
      long[] times =
          Arrays.stream(periodic.spec().split(",")).mapToLong(Long::parseLong).sorted().toArray();
      return new LaunchTimes(Optional.empty(), times, zone);
    }
    Cron cron = PARSER.parse(String.join(" ", fields(periodic.spec())));
    return new LaunchTimes(Optional.of(ExecutionTime.forCron(cron)), new long[0], zone);
  }

  /** The first launch after that time; empty if there is none. */
  public Optional<ZonedDateTime> next(Instant after) {
    ZonedDateTime from = after.atZone(zone);
    if (cron.isPresent()) {
      return cron.get().nextExecution(from);
    }
    return Arrays.stream(seconds)
        .mapToObj(Instant::ofEpochSecond)
        .filter(time -> time.isAfter(after))
        .findFirst()
        .map(time -> time.atZone(zone));
  }

  /** The zone of that name; the server's own is called Local. */
  static ZoneId zone(String name) {
    return name.equals("Local") ? ZoneId.systemDefault() : ZoneId.of(name);
  }

  /** What is wrong with a cron specification; null if nothing is. */
  static @Nullable String problem(String spec) {
    List<String> fields = fields(spec);
    if (fields.size() < FIELDS_MIN) {
      return "missing field(s)";
    }
    for (int i = 0; i < fields.size(); i++) {
      String[] alone = {"0", "*", "*", "*", "*", "*", "*"};
      alone[i] = fields.get(i);
      if (!parses(String.join(" ", alone))) {
        return "syntax error in " + FIELDS.get(i) + " field: '" + fields.get(i) + "'";
      }
    }
    return parses(String.join(" ", fields)) ? null : "syntax error";
  }

  private static boolean parses(String spec) {
    try {
      PARSER.parse(spec);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** All seven fields; fewer if even the five are not there. */
  private static List<String> fields(String spec) {
    String text = spec.strip();
    String known =
        switch (text.toLowerCase(Locale.ROOT)) {
          case "@yearly", "@annually" -> "0 0 0 1 1 * *";
          case "@monthly" -> "0 0 0 1 * * *";
          case "@weekly" -> "0 0 0 * * 0 *";
          case "@daily" -> "0 0 0 * * * *";
          case "@hourly" -> "0 0 * * * * *";
          case String other -> other.toUpperCase(Locale.ROOT);
        };
    List<String> given = List.of(known.split("\\s+"));
    return switch (given.size()) {
      case 0, 1, 2, 3, 4 -> given.equals(List.of("")) ? List.of() : given;
      case 5 -> fields("0 " + known + " *");
      case 6 -> fields("0 " + known);
      default -> given.subList(0, FIELDS.size()).stream().map(LaunchTimes::plain).toList();
    };
  }

  private static String plain(String field) {
    return field.equals("?") ? "*" : field;
  }
}
