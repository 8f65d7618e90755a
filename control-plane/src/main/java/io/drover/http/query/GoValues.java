package io.drover.http.query;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Booleans and durations as Go spells them, which is what clients send in query parameters. */
public final class GoValues {

  private static final Map<String, Long> UNIT_NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private GoValues() {}

  /** True or false for one of Go's twelve spellings, null for anything else. */
  public static @Nullable Boolean bool(String text) {
    return switch (text) {
      case "1", "t", "T", "TRUE", "true", "True" -> Boolean.TRUE;
      case "0", "f", "F", "FALSE", "false", "False" -> Boolean.FALSE;
      case String other -> null;
    };
  }

  /** What Go says about a text that is no boolean. */
  public static String notBool(String text) {
    return "strconv.ParseBool: parsing " + quote(text) + ": invalid syntax";
  }

  /** What Go says about a text that is no whole number. */
  public static String notInt(String text) {
    return "strconv.ParseInt: parsing " + quote(text) + ": invalid syntax";
  }

  /** A text in Go's double quotes. */
  public static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** A duration such as {@code 1m30s} or {@code -1.5h}; null if the text is none. */
  public static @Nullable Duration duration(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return Duration.ZERO;
    }
    if (rest.isEmpty() || rest.length() > 64) {
      return null;
    }
    double nanos = 0;
    int at = 0;
    while (at < rest.length()) {
      int unit = at;
      while (unit < rest.length() && (digit(rest.charAt(unit)) || rest.charAt(unit) == '.')) {
        unit++;
      }
      int end = unit;
      while (end < rest.length() && !digit(rest.charAt(end)) && rest.charAt(end) != '.') {
        end++;
      }
      Long factor = UNIT_NANOS.get(rest.substring(unit, end));
      String number = rest.substring(at, unit);
      if (factor == null || number.chars().noneMatch(c -> digit((char) c)) || dots(number) > 1) {
        return null;
      }
      nanos += Double.parseDouble(number) * factor;
      at = end;
    }
    if (nanos > Long.MAX_VALUE) {
      return null;
    }
    return Duration.ofNanos(Math.round(negative ? -nanos : nanos));
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static long dots(String number) {
    return number.chars().filter(c -> c == '.').count();
  }
}
