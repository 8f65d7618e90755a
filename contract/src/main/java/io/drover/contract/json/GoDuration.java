package io.drover.contract.json;

import java.time.Duration;

/** Durations in the notation of Go: {@code 1h30m}, {@code 1.5s}, {@code 250ms}. Thread-safe. */
public final class GoDuration {

  private GoDuration() {}

  /** A text that is no duration; the message is Go's, such as {@code missing unit in duration}. */
  public static final class FormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    FormatException(String message) {
      super(message);
    }

    public String text() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Parses as Go's ParseDuration does: a sign, then numbers with a unit each; nanoseconds are cut,
   * and the whole must fit in 64 bits.
   *
   * @throws FormatException with Go's words
   */
  public static Duration parse(String text) {
    return Duration.ofNanos(parseNanos(text));
  }

  /** Like {@link #parse} but in nanoseconds. */
  public static long parseNanos(String text) {
    String rest = text;
    boolean negative = rest.startsWith("-");
    if (negative || rest.startsWith("+")) {
      rest = rest.substring(1);
    }
    if (rest.equals("0")) {
      return 0;
    }
    if (rest.isEmpty()) {
      throw invalid(text);
    }
    // Sums are kept as unsigned values of 63 bits and one more: -2^63 is a duration too.
    long total = 0;
    int at = 0;
    while (at < rest.length()) {
      Scanner scanner = new Scanner(text, rest, at);
      long value = scanner.next();
      at = scanner.at;
      total += value;
      if (Long.compareUnsigned(total, 1L << 63) > 0) {
        throw invalid(text);
      }
    }
    if (negative) {
      return -total;
    }
    if (total < 0) {
      throw invalid(text);
    }
    return total;
  }

  private static FormatException invalid(String text) {
    return new FormatException("time: invalid duration " + GoText.quote(text));
  }

  /** Reads one number with its unit. */
  private static final class Scanner {
    private final String whole;
    private final String text;
    private int at;

    Scanner(String whole, String text, int at) {
      this.whole = whole;
      this.text = text;
      this.at = at;
    }

    long next() {
      char first = text.charAt(at);
      if (first != '.' && !isDigit(first)) {
        throw invalid(whole);
      }
      int start = at;
      long value = integer();
      boolean before = at > start;
      long fraction = 0;
      double scale = 1;
      boolean after = false;
      if (at < text.length() && text.charAt(at) == '.') {
        at++;
        int point = at;
        boolean full = false;
        while (at < text.length() && isDigit(text.charAt(at))) {
          // Digits that no longer fit are below a nanosecond.
          if (!full && fraction <= (Long.MAX_VALUE - 9) / 10) {
            fraction = fraction * 10 + text.charAt(at) - '0';
            scale *= 10;
          } else {
            full = true;
          }
          at++;
        }
        after = at > point;
      }
      if (!before && !after) {
        throw invalid(whole);
      }
      long unit = unit();
      if (Long.compareUnsigned(value, Long.divideUnsigned(1L << 63, unit)) > 0) {
        throw invalid(whole);
      }
      value *= unit;
      if (fraction > 0) {
        value += (long) ((double) fraction * ((double) unit / scale));
        if (Long.compareUnsigned(value, 1L << 63) > 0) {
          throw invalid(whole);
        }
      }
      return value;
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }

    private long integer() {
      long value = 0;
      while (at < text.length() && isDigit(text.charAt(at))) {
        if (Long.compareUnsigned(value, Long.divideUnsigned(1L << 63, 10)) > 0) {
          throw invalid(whole);
        }
        value = value * 10 + text.charAt(at) - '0';
        if (Long.compareUnsigned(value, 1L << 63) > 0) {
          throw invalid(whole);
        }
        at++;
      }
      return value;
    }

    private long unit() {
      int start = at;
      while (at < text.length() && text.charAt(at) != '.' && !isDigit(text.charAt(at))) {
        at++;
      }
      String unit = text.substring(start, at);
      return switch (unit) {
        case "" ->
            throw new FormatException("time: missing unit in duration " + GoText.quote(whole));
        case "ns" -> 1;
        case "us", "\u00b5s", "\u03bcs" -> 1_000;
        case "ms" -> 1_000_000;
        case "s" -> 1_000_000_000;
        case "m" -> 60_000_000_000L;
        case "h" -> 3_600_000_000_000L;
        default ->
            throw new FormatException(
                "time: unknown unit " + GoText.quote(unit) + " in duration " + GoText.quote(whole));
      };
    }
  }

  /**
   * Writes a duration as Go prints it: {@code 1m30s}, {@code 1.5s}, {@code 250µs}, {@code 0s}. Sums
   * of durations may go beyond what Go can hold (64 bits of nanoseconds, 292 years): such a one is
   * written as the longest.
   */
  public static String format(Duration duration) {
    try {
      return formatNanos(duration.toNanos());
    } catch (ArithmeticException beyond) {
      return formatNanos(duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE);
    }
  }

  /** Like {@link #format} for nanoseconds. */
  public static String formatNanos(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    String sign = nanos < 0 ? "-" : "";
    long magnitude = nanos < 0 ? -nanos : nanos;
    if (Long.compareUnsigned(magnitude, 1_000_000_000) < 0) {
      return sign + small(magnitude);
    }
    long seconds = Long.divideUnsigned(magnitude, 1_000_000_000);
    String text =
        seconds % 60 + fraction(Long.remainderUnsigned(magnitude, 1_000_000_000), 9) + "s";
    long minutes = seconds / 60;
    if (minutes > 0) {
      text = minutes % 60 + "m" + text;
    }
    return sign + (minutes >= 60 ? minutes / 60 + "h" : "") + text;
  }

  private static String small(long nanos) {
    if (nanos < 1_000) {
      return nanos + "ns";
    }
    return nanos < 1_000_000
        ? nanos / 1_000 + fraction(nanos % 1_000, 3) + "\u00b5s"
        : nanos / 1_000_000 + fraction(nanos % 1_000_000, 6) + "ms";
  }

  private static String fraction(long part, int digits) {
    if (part == 0) {
      return "";
    }
    String text = Long.toString(part);
    String padded = "0".repeat(digits - text.length()) + text;
    int end = padded.length();
    while (padded.charAt(end - 1) == '0') {
      end--;
    }
    return "." + padded.substring(0, end);
  }
}
