package io.drover.jobspec.functions;

import io.drover.contract.json.GoText;
import io.drover.jobspec.hcl.Conversion;
import io.drover.jobspec.hcl.Numbers;
import io.drover.jobspec.hcl.Type;
import io.drover.jobspec.hcl.Value;
import io.drover.jobspec.hcl.ValueException;
import io.drover.jobspec.hcl.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;

/** The verbs of {@code format}: a subset of Go's. */
final class GoFormat {

  /** Wider than any use, and no way to fill the memory. */
  private static final int WIDTH_MAX = 10_000;

  private final String format;
  private final List<Value> arguments;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int next;
  private int highest;

  private GoFormat(String format, List<Value> arguments) {
    this.format = format;
    this.arguments = arguments;
  }

  static String format(String format, List<Value> arguments) {
    return new GoFormat(format, arguments).run();
  }

  private String run() {
    boolean explicit = false;
    while (at < format.length()) {
      char c = format.charAt(at);
      if (c != '%') {
        out.append(c);
        at++;
      } else if (format.startsWith("%%", at)) {
        out.append('%');
        at += 2;
      } else {
        explicit |= verb();
      }
    }
    if (highest < arguments.size() && !explicit) {
      throw new ValueException(
          highest + 1,
          highest == 0
              ? "too many arguments; no verbs in format string"
              : "too many arguments; only " + highest + " used by format string");
    }
    return out.toString();
  }

  /** One verb with its flags; true if it chose its argument by number. */
  private boolean verb() {
    int start = at++;
    StringBuilder flags = new StringBuilder();
    while (at < format.length() && "+-# 0".indexOf(format.charAt(at)) >= 0) {
      flags.append(format.charAt(at++));
    }
    int width = integer();
    int precision = -1;
    if (at < format.length() && format.charAt(at) == '.') {
      at++;
      precision = Math.max(0, integer());
    }
    boolean explicit = false;
    int index = next;
    if (at < format.length() && format.charAt(at) == '[') {
      at++;
      index = integer() - 1;
      explicit = true;
      at++;
    }
    if (at >= format.length()) {
      throw new ValueException("unterminated verb at the end of the format string");
    }
    int verb = format.codePointAt(at);
    at += Character.charCount(verb);
    String text = format.substring(start, at);
    if ("vtbdoxXeEfgGsq".indexOf(verb) < 0) {
      throw new ValueException(
          "unsupported format verb '"
              + Character.toString(verb)
              + "' in "
              + GoText.quote(text)
              + " at offset "
              + start);
    }
    if (index < 0 || index >= arguments.size()) {
      throw new ValueException(
          "not enough arguments for "
              + GoText.quote(text)
              + " at "
              + start
              + ": need index "
              + (index + 1)
              + " but have "
              + arguments.size()
              + " total");
    }
    next = index + 1;
    highest = Math.max(highest, next);
    try {
      append(verb, flags.toString(), width, precision, arguments.get(index));
    } catch (ValueException e) {
      throw new ValueException(
          "unsupported value for " + GoText.quote(text) + " at " + start + ": " + e.text());
    }
    return explicit;
  }

  private int integer() {
    int value = -1;
    while (at < format.length() && Character.isDigit(format.charAt(at))) {
      value = Math.max(0, value) * 10 + Character.digit(format.charAt(at++), 10);
      if (value > WIDTH_MAX) {
        throw new ValueException("a width or precision is too large");
      }
    }
    return value;
  }

  private void append(int verb, String flags, int width, int precision, Value value) {
    if (verb == 'v') {
      append(plainVerb(value, flags), flags, width, precision, value);
      return;
    }
    if (verb == 'j') {
      pad(JsonValues.json(value).toString(), flags, width, false);
      return;
    }
    if (Values.isNull(value)) {
      throw new ValueException("null value cannot be formatted");
    }
    switch (verb) {
      case 's', 'q' -> {
        String text = text(value);
        if (precision >= 0) {
          List<String> clusters = StringFunctions.clusters(text);
          text = String.join("", clusters.subList(0, Math.min(precision, clusters.size())));
        }
        pad(verb == 'q' ? GoText.quote(text) : text, flags, width, false);
      }
      case 't' ->
          pad(
              Conversion.convert(value, Type.BOOL) instanceof Value.Bool(boolean b)
                  ? Boolean.toString(b)
                  : "",
              flags,
              width,
              false);
      default -> pad(number(verb, flags, precision, value), flags, width, true);
    }
  }

  private static int plainVerb(Value value, String flags) {
    if (flags.contains("#")) {
      return 'j';
    }
    return switch (value) {
      case Value.Num n -> 'g';
      case Value.Text t -> 's';
      case Value.Bool b -> 't';
      default -> 'j';
    };
  }

  private static String text(Value value) {
    return Conversion.convert(value, Type.STRING) instanceof Value.Text(String text) ? text : "";
  }

  private static String number(int verb, String flags, int precision, Value value) {
    if (!(Conversion.convert(value, Type.NUMBER) instanceof Value.Num n)) {
      throw new ValueException("number required");
    }
    if (n.infinite() != 0) {
      return n.infinite() > 0 ? "+Inf" : "-Inf";
    }
    String text =
        switch (verb) {
          case 'd' -> integer(n).toString();
          case 'b' -> integer(n).toString(2);
          case 'o' -> integer(n).toString(8);
          case 'x' -> integer(n).toString(16);
          case 'X' -> integer(n).toString(16).toUpperCase(Locale.ROOT);
          case 'f' ->
              String.format(Locale.ROOT, "%." + (precision < 0 ? 6 : precision) + "f", n.value());
          case 'e', 'E' ->
              String.format(
                  Locale.ROOT, "%." + (precision < 0 ? 6 : precision) + (char) verb, n.value());
          default -> shortest(n.value(), precision);
        };
    boolean positive = !text.startsWith("-");
    if (positive && flags.contains("+")) {
      return "+" + text;
    }
    return positive && flags.contains(" ") ? " " + text : text;
  }

  private static BigInteger integer(Value.Num n) {
    return n.value().toBigInteger();
  }

  private static String shortest(BigDecimal value, int precision) {
    BigDecimal rounded = precision > 0 ? value.round(new java.math.MathContext(precision)) : value;
    return Numbers.text(Numbers.of(rounded));
  }

  private void pad(String text, String flags, int width, boolean zeros) {
    int missing = width - StringFunctions.clusters(text).size();
    if (missing <= 0) {
      out.append(text);
    } else if (flags.contains("-")) {
      out.append(text).append(" ".repeat(missing));
    } else if (zeros && flags.contains("0")) {
      boolean signed = text.startsWith("-") || text.startsWith("+");
      out.append(text, 0, signed ? 1 : 0)
          .append("0".repeat(missing))
          .append(text, signed ? 1 : 0, text.length());
    } else {
      out.append(" ".repeat(missing)).append(text);
    }
  }
}
