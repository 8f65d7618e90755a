package io.drover.jobspec.functions;

import static io.drover.jobspec.functions.FunctionTable.of;
import static io.drover.jobspec.functions.FunctionTable.text;

import io.drover.contract.json.GoDuration;
import io.drover.contract.json.GoText;
import io.drover.jobspec.hcl.Type;
import io.drover.jobspec.hcl.Value;
import io.drover.jobspec.hcl.ValueException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;

/** Functions on times, which are texts in the form of RFC 3339. */
final class TimeFunctions {

  private static final int HALF_DAY = 12;
  private static final int CENTURY = 100;

  private TimeFunctions() {}

  static void addTo(FunctionTable table) {
    table.add(
        "formatdate",
        List.of(of("format", Type.STRING), of("time", Type.STRING)),
        a -> Value.of(format(text(a.get(0)), Timestamp.parse(text(a.get(1)), 1))));
    table.add(
        "timeadd",
        List.of(of("timestamp", Type.STRING), of("duration", Type.STRING)),
        a -> Value.of(plus(Timestamp.parse(text(a.get(0)), 0), text(a.get(1)))));
  }

  private static String plus(OffsetDateTime time, String duration) {
    try {
      return Timestamp.text(time.plusNanos(GoDuration.parseNanos(duration)));
    } catch (GoDuration.FormatException | DateTimeException e) {
      throw new ValueException(String.valueOf(e.getMessage()));
    }
  }

  private static String format(String format, OffsetDateTime time) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at);
      int end = at + 1;
      if (c == '\'') {
        at = quoted(format, at, out);
        continue;
      }
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      while (letter && end < format.length() && format.charAt(end) == c) {
        end++;
      }
      out.append(letter ? verb(format.substring(at, end), time) : String.valueOf(c));
      at = end;
    }
    return out.toString();
  }

  /** Takes over a text in quotes, two of which are one, and returns where it ends. */
  private static int quoted(String format, int start, StringBuilder out) {
    int at = start + 1;
    while (at < format.length()) {
      if (format.charAt(at) != '\'') {
        out.append(format.charAt(at));
      } else if (at + 1 < format.length() && format.charAt(at + 1) == '\'') {
        out.append('\'');
        at++;
      } else {
        return at + 1;
      }
      at++;
    }
    throw new ValueException(0, "unterminated literal '");
  }

  private static String verb(String verb, OffsetDateTime time) {
    int hour = time.getHour();
    int twelve = hour % HALF_DAY == 0 ? HALF_DAY : hour % HALF_DAY;
    return switch (verb) {
      case "YYYY" -> "%04d".formatted(time.getYear());
      case "YY" -> "%02d".formatted(time.getYear() % CENTURY);
      case "MMMM" -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case "MMM" -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case "MM" -> "%02d".formatted(time.getMonthValue());
      case "M" -> Integer.toString(time.getMonthValue());
      case "DD" -> "%02d".formatted(time.getDayOfMonth());
      case "D" -> Integer.toString(time.getDayOfMonth());
      case "EEEE" -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case "EEE" -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case "hh" -> "%02d".formatted(hour);
      case "h" -> Integer.toString(hour);
      case "HH" -> "%02d".formatted(twelve);
      case "H" -> Integer.toString(twelve);
      case "AA" -> hour < HALF_DAY ? "AM" : "PM";
      case "aa" -> hour < HALF_DAY ? "am" : "pm";
      case "mm" -> "%02d".formatted(time.getMinute());
      case "m" -> Integer.toString(time.getMinute());
      case "ss" -> "%02d".formatted(time.getSecond());
      case "s" -> Integer.toString(time.getSecond());
      case "Z" -> zone(time.getOffset(), "Z", ":");
      case "ZZZ" -> zone(time.getOffset(), "UTC", "");
      case "ZZZZ" -> offset(time.getOffset(), "");
      case "ZZZZZ" -> offset(time.getOffset(), ":");
      default ->
          throw new ValueException(
              0, "invalid date format verb " + GoText.quote(verb) + ": " + wrong(verb.charAt(0)));
    };
  }

  private static String zone(ZoneOffset offset, String none, String separator) {
    return offset.getTotalSeconds() == 0 ? none : offset(offset, separator);
  }

  private static String offset(ZoneOffset offset, String separator) {
    int minutes = Math.abs(offset.getTotalSeconds()) / 60;
    return "%s%02d%s%02d"
        .formatted(offset.getTotalSeconds() < 0 ? "-" : "+", minutes / 60, separator, minutes % 60);
  }

  private static String wrong(char letter) {
    return switch (letter) {
      case 'Y' -> "year must either be \"YY\" or \"YYYY\"";
      case 'M' -> "month must be \"M\", \"MM\", \"MMM\", or \"MMMM\"";
      case 'D' -> "day of month must either be \"D\" or \"DD\"";
      case 'E' -> "day of week must either be \"EEE\" or \"EEEE\"";
      case 'h' -> "24-hour must either be \"h\" or \"hh\"";
      case 'H' -> "12-hour must either be \"H\" or \"HH\"";
      case 'A' -> "must be \"AA\"";
      case 'a' -> "must be \"aa\"";
      case 'm' -> "minute must either be \"m\" or \"mm\"";
      case 's' -> "second must either be \"s\" or \"ss\"";
      case 'Z' -> "timezone must be Z, ZZZZ, or ZZZZZ";
      default -> "the letters of the format have to be in quotes";
    };
  }
}
