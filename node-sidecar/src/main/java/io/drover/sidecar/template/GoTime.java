package io.drover.sidecar.template;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times in UTC by layouts of Go, which are the second of January 2006 written down. */
final class GoTime {

  private static final Pattern PART =
      Pattern.compile(
          "January|Jan|Monday|Mon|MST|2006|-07:00:00|-07:00|-070000|-0700|-07|Z07:00:00|Z07:00"
              + "|Z070000|Z0700|Z07|002|01|02|03|04|05|06|15|PM|pm|__2|_2|[.,](?:0+|9+)(?![0-9])|1|2|3|4|5");
  private static final Map<String, String> PATTERNS =
      Map.ofEntries(
          Map.entry("January", "MMMM"),
          Map.entry("Jan", "MMM"),
          Map.entry("Monday", "EEEE"),
          Map.entry("Mon", "EEE"),
          Map.entry("2006", "yyyy"),
          Map.entry("06", "yy"),
          Map.entry("01", "MM"),
          Map.entry("1", "M"),
          Map.entry("02", "dd"),
          Map.entry("2", "d"),
          Map.entry("_2", "ppd"),
          Map.entry("002", "DDD"),
          Map.entry("__2", "pppD"),
          Map.entry("15", "HH"),
          Map.entry("03", "hh"),
          Map.entry("3", "h"),
          Map.entry("04", "mm"),
          Map.entry("4", "m"),
          Map.entry("05", "ss"),
          Map.entry("5", "s"),
          Map.entry("PM", "a"),
          Map.entry("pm", "a"));

  private GoTime() {}

  static String format(Instant instant, String layout) {
    ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
    Matcher part = PART.matcher(layout);
    return part.replaceAll(found -> Matcher.quoteReplacement(one(time, found.group())));
  }

  private static String one(ZonedDateTime time, String part) {
    if (part.equals("MST")) {
      return "UTC";
    }
    if (part.startsWith("Z07")) {
      return "Z";
    }
    if (part.startsWith("-07")) {
      return part.replace('7', '0').replace('-', '+');
    }
    if (part.charAt(0) == '.' || part.charAt(0) == ',') {
      return fraction(time, part);
    }
    String text =
        DateTimeFormatter.ofPattern(PATTERNS.getOrDefault(part, "''"), Locale.ENGLISH).format(time);
    return part.equals("pm") ? text.toLowerCase(Locale.ROOT) : text;
  }

  private static String fraction(ZonedDateTime time, String part) {
    int digits = Math.min(9, part.length() - 1);
    String text = String.format(Locale.ROOT, "%09d", time.getNano()).substring(0, digits);
    if (part.charAt(1) == '9') {
      text = text.replaceFirst("0+$", "");
    }
    return text.isEmpty() ? "" : part.charAt(0) + text;
  }
}
