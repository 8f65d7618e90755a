package io.drover.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** How times, sizes and ids are written for people. */
public final class Format {

  public static final String NONE = "<none>";

  private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final long[] SECONDS = {31_536_000, 2_592_000, 86_400, 3600, 60, 1};
  private static final String[] NAMES = {"y", "mo", "d", "h", "m", "s"};
  private static final int SHORT_ID = 8;

  private Format() {}

  /** The first eight characters of a UUID, or all of it. */
  public static String id(String id, boolean whole) {
    return whole || id.length() <= SHORT_ID ? id : id.substring(0, SHORT_ID);
  }

  /** RFC 3339 to the second in the given zone; the epoch is not a time. */
  public static String time(Instant instant, ZoneId zone) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
        instant.truncatedTo(ChronoUnit.SECONDS).atZone(zone));
  }

  public static String nanos(long unixNanos, ZoneId zone) {
    return unixNanos == 0 ? "N/A" : time(instant(unixNanos), zone);
  }

  public static Instant instant(long unixNanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(unixNanos, 1_000_000_000L), Math.floorMod(unixNanos, 1_000_000_000L));
  }

  /** How long ago, in the two greatest units: `2h3m ago`; a time to come is `2h3m from now`. */
  public static String ago(long unixNanos, Instant now) {
    if (unixNanos == 0) {
      return "";
    }
    Duration age = Duration.between(instant(unixNanos), now);
    return age.isNegative() ? span(age.negated()) + " from now" : span(age) + " ago";
  }

  /** A duration in its two greatest adjacent units: 1d4h, 5m2s, 0s. */
  public static String span(Duration duration) {
    long rest = duration.toSeconds();
    for (int i = 0; i < SECONDS.length; i++) {
      long count = rest / SECONDS[i];
      if (count > 0) {
        long next = i + 1 < SECONDS.length ? rest % SECONDS[i] / SECONDS[i + 1] : 0;
        return count + NAMES[i] + (next > 0 ? next + NAMES[i + 1] : "");
      }
    }
    return "0s";
  }

  /** Binary units, one decimal below ten: 6.3 MiB, 256 MiB. */
  public static String bytes(double bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < BYTE_UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    boolean whole = unit == 0 || value >= 10;
    return String.format(Locale.ROOT, whole ? "%.0f %s" : "%.1f %s", value, BYTE_UNITS[unit]);
  }

  public static String mebibytes(long mebibytes) {
    return bytes(mebibytes * 1024.0 * 1024.0);
  }

  /** "1 allocation", "2 allocations". */
  public static String count(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
