package io.drover.jobspec.functions;

import io.drover.contract.json.GoText;
import io.drover.jobspec.hcl.ValueException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Reads a time in the form of RFC 3339 part by part, so that it can be said which one is wrong. */
final class Timestamp {

  private static final String NOT_ONE = "not a valid RFC3339 timestamp: ";
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX");
  private static final int NANO_DIGITS = 9;

  private final String text;
  private final int argument;
  private int at;

  private Timestamp(String text, int argument) {
    this.text = text;
    this.argument = argument;
  }

  /** What is wrong is told of that argument of the function. */
  static OffsetDateTime parse(String text, int argument) {
    return new Timestamp(text, argument).read();
  }

  /** The time to the second. */
  static String text(OffsetDateTime time) {
    return SECONDS.format(time);
  }

  private OffsetDateTime read() {
    int year = number(4, "year");
    separator('-');
    int month = number(2, "month");
    separator('-');
    int day = number(2, "day of month");
    introducer();
    int hour = number(2, "hour");
    separator(':');
    int minute = number(2, "minute");
    separator(':');
    int second = number(2, "second");
    int nanos = fraction();
    ZoneOffset offset = offset();
    if (at < text.length()) {
      throw wrong("extra characters after the timestamp: " + GoText.quote(text.substring(at)));
    }
    try {
      return OffsetDateTime.of(year, month, day, hour, minute, second, nanos, offset);
    } catch (DateTimeException e) {
      throw wrong("a part of it is out of range");
    }
  }

  private int number(int digits, String what) {
    int value = 0;
    for (int i = at; i < at + digits; i++) {
      int digit = i < text.length() ? Character.digit(text.charAt(i), 10) : -1;
      if (digit < 0 || text.charAt(i) > '9') {
        throw wrong("cannot use " + GoText.quote(text.substring(at)) + " as " + what);
      }
      value = value * 10 + digit;
    }
    at += digits;
    return value;
  }

  private void separator(char wanted) {
    if (at >= text.length()) {
      throw wrong("end of string before " + GoText.quote(String.valueOf(wanted)));
    }
    if (text.charAt(at) != wanted) {
      throw wrong(
          "found %s where %s is expected"
              .formatted(GoText.quote(text.substring(at)), GoText.quote(String.valueOf(wanted))));
    }
    at++;
  }

  private void introducer() {
    if (at >= text.length() || text.charAt(at) != 'T') {
      throw wrong("missing required time introducer 'T'");
    }
    at++;
  }

  private int fraction() {
    if (at >= text.length() || text.charAt(at) != '.') {
      return 0;
    }
    at++;
    int nanos = 0;
    int digits = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      if (digits < NANO_DIGITS) {
        nanos = nanos * 10 + (text.charAt(at) - '0');
        digits++;
      }
      at++;
    }
    for (; digits < NANO_DIGITS; digits++) {
      nanos *= 10;
    }
    return nanos;
  }

  private ZoneOffset offset() {
    if (at < text.length() && text.charAt(at) == 'Z') {
      at++;
      return ZoneOffset.UTC;
    }
    int sign =
        at >= text.length() ? 0 : text.charAt(at) == '+' ? 1 : text.charAt(at) == '-' ? -1 : 0;
    if (sign == 0) {
      throw wrong("cannot use " + GoText.quote(text.substring(at)) + " as UTC offset");
    }
    at++;
    int hours = number(2, "UTC offset");
    separator(':');
    int minutes = number(2, "UTC offset");
    try {
      return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
    } catch (DateTimeException e) {
      throw wrong("its UTC offset is out of range");
    }
  }

  private ValueException wrong(String what) {
    return new ValueException(argument, NOT_ONE + what);
  }
}
