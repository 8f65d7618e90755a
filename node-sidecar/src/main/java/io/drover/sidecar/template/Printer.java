package io.drover.sidecar.template;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints values as Go's fmt does. */
final class Printer {

  private static final int MAX_WIDTH = 1_000_000;

  /** What stands between the percent sign and the verb. */
  private static final class Flags {
    private boolean minus;
    private boolean plus;
    private boolean sharp;
    private boolean space;
    private boolean zero;
    private int width = -1;
    private int precision = -1;
  }

  private final Budget budget;

  Printer(Budget budget) {
    this.budget = budget;
  }

  /** As an action prints it. */
  String action(@Nullable Object value) throws FunctionError {
    return value == null ? "<no value>" : plain(value);
  }

  String plain(@Nullable Object value) throws FunctionError {
    return value instanceof String text ? text : verb(new Flags(), 'v', value);
  }

  /** Blanks stand between operands when neither is a string. */
  String print(List<? extends @Nullable Object> values) throws FunctionError {
    BoundedText out = new BoundedText(budget);
    boolean text = true;
    for (Object value : values) {
      boolean isText = value instanceof String;
      if (!text && !isText) {
        out.append(' ');
      }
      out.append(plain(value));
      text = isText;
    }
    return out.toString();
  }

  String println(List<? extends @Nullable Object> values) throws FunctionError {
    BoundedText out = new BoundedText(budget);
    for (int i = 0; i < values.size(); i++) {
      out.append(i == 0 ? "" : " ").append(plain(values.get(i)));
    }
    return out.append('\n').toString();
  }

  String printf(String format, List<? extends @Nullable Object> values) throws FunctionError {
    BoundedText out = new BoundedText(budget);
    int argument = 0;
    boolean reordered = false;
    for (int at = 0; at < format.length(); ) {
      int percent = format.indexOf('%', at);
      if (percent < 0) {
        out.append(format.substring(at));
        break;
      }
      out.append(format.substring(at, percent));
      Directive directive = new Directive(format, percent + 1, argument, values);
      out.append(directive.apply(this));
      at = directive.end;
      reordered |= directive.reordered;
      argument = directive.argument;
    }
    if (!reordered && argument < values.size()) {
      out.append("%!(EXTRA ");
      for (int i = argument; i < values.size(); i++) {
        Object value = values.get(i);
        out.append(i == argument ? "" : ", ")
            .append(value == null ? "<nil>" : Values.type(value) + "=" + plain(value));
      }
      out.append(')');
    }
    return out.toString();
  }

  /** One directive of a format. */
  private static final class Directive {
    private final String format;
    private final List<? extends @Nullable Object> values;
    private final Flags flags = new Flags();
    private int argument;
    private int end;
    private boolean reordered;
    private boolean badIndex;
    private String trouble = "";

    Directive(String format, int from, int argument, List<? extends @Nullable Object> values) {
      this.format = format;
      this.values = values;
      this.argument = argument;
      this.end = from;
      readFlags();
      index();
      flags.width = number("%!(BADWIDTH)");
      if (flags.width < -1) {
        flags.minus = true;
        flags.zero = false;
        flags.width = -flags.width;
      }
      if (peek() == '.') {
        end++;
        index();
        flags.precision = Math.max(0, number("%!(BADPREC)"));
      }
      index();
    }

    private char peek() {
      return end < format.length() ? format.charAt(end) : 0;
    }

    private void readFlags() {
      for (; ; end++) {
        switch (peek()) {
          case '-' -> {
            flags.minus = true;
            flags.zero = false;
          }
          case '+' -> flags.plus = true;
          case '#' -> flags.sharp = true;
          case ' ' -> flags.space = true;
          case '0' -> flags.zero = !flags.minus;
          default -> {
            return;
          }
        }
      }
    }

    private void index() {
      if (peek() != '[') {
        return;
      }
      reordered = true;
      int close = format.indexOf(']', end);
      String inside = close < 0 ? "" : format.substring(end + 1, close);
      end = close < 0 ? end + 1 : close + 1;
      if (inside.matches("\\d{1,6}")
          && Integer.parseInt(inside) >= 1
          && Integer.parseInt(inside) <= values.size()) {
        argument = Integer.parseInt(inside) - 1;
      } else {
        badIndex = true;
      }
    }

    private int number(String bad) {
      if (peek() == '*') {
        end++;
        Object value = argument < values.size() ? values.get(argument++) : null;
        if (value instanceof Long whole && Math.abs(whole) <= MAX_WIDTH) {
          return whole.intValue();
        }
        trouble += bad;
        return -1;
      }
      int value = -1;
      while (Character.digit(peek(), 10) >= 0 && peek() < 128) {
        value = Math.max(0, value) * 10 + peek() - '0';
        end++;
        if (value > MAX_WIDTH) {
          trouble += "%!(NOVERB)";
          value = -1;
        }
      }
      return value;
    }

    String apply(Printer printer) throws FunctionError {
      if (end >= format.length()) {
        return trouble + "%!(NOVERB)";
      }
      int size = Math.max(1, Utf8.size(format, end));
      String verb = format.substring(end, end + size);
      end += size;
      if (verb.equals("%")) {
        return trouble + "%";
      }
      if (badIndex) {
        return trouble + "%!" + verb + "(BADINDEX)";
      }
      if (argument >= values.size()) {
        return trouble + "%!" + verb + "(MISSING)";
      }
      return trouble + printer.verb(flags, verb.charAt(0), values.get(argument++));
    }
  }

  private String verb(Flags flags, char verb, @Nullable Object value) throws FunctionError {
    budget.enter();
    try {
      if (verb == 'T') {
        return pad(flags, value == null ? "<nil>" : Values.type(value), false);
      }
      return switch (value) {
        case null -> verb == 'v' ? pad(flags, "<nil>", false) : "%!" + verb + "(<nil>)";
        case Boolean flag ->
            verb == 't' || verb == 'v' ? pad(flags, flag.toString(), false) : bad(verb, value);
        case Long whole -> whole(flags, verb, whole);
        case Double real -> real(flags, verb, real);
        case String text -> text(flags, verb, text);
        case List<?> list -> list(flags, verb, list);
        case MapValue map when map.text() != null -> text(flags, verb, map.text());
        case MapValue map -> map(flags, verb, map);
        default -> pad(flags, Values.type(value), false);
      };
    } finally {
      budget.leave();
    }
  }

  private String bad(char verb, Object value) throws FunctionError {
    return "%!" + verb + "(" + Values.type(value) + "=" + plain(value) + ")";
  }

  private String pad(Flags flags, String text, boolean zeros) throws FunctionError {
    int length = ByteText.text(text).codePointCount(0, ByteText.text(text).length());
    if (flags.width <= length) {
      return text;
    }
    BoundedText out = new BoundedText(budget);
    int missing = flags.width - length;
    if (flags.minus) {
      return out.append(text).repeat(' ', missing).toString();
    }
    if (!zeros) {
      return out.repeat(flags.zero && !zeros ? '0' : ' ', missing).append(text).toString();
    }
    boolean signed = text.startsWith("-") || text.startsWith("+") || text.startsWith(" ");
    return out.append(signed ? text.substring(0, 1) : "")
        .repeat('0', missing)
        .append(signed ? text.substring(1) : text)
        .toString();
  }

  private String whole(Flags flags, char verb, long value) throws FunctionError {
    return switch (verb) {
      case 'v', 'd' -> integer(flags, value, 10, "", verb);
      case 'b' -> integer(flags, value, 2, "0b", verb);
      case 'o' -> integer(flags, value, 8, "0", verb);
      case 'O' -> integer(flags, value, 8, "0o", verb);
      case 'x', 'X' -> integer(flags, value, 16, "0" + verb, verb);
      case 'c' -> pad(flags, ByteText.of(Character.toString(character(value))), false);
      case 'q' -> pad(flags, Quoting.quoteCharacter(value), false);
      case 'U' -> pad(flags, String.format(Locale.ROOT, "U+%04X", value), false);
      default -> bad(verb, value);
    };
  }

  private static int character(long value) {
    boolean valid =
        value >= 0 && value <= Character.MAX_CODE_POINT && (value < 0xD800 || value > 0xDFFF);
    return valid ? (int) value : 0xFFFD;
  }

  private String integer(Flags flags, long value, int radix, String prefix, char verb)
      throws FunctionError {
    String digits = Long.toString(value, radix).replace("-", "");
    if (verb == 'X') {
      digits = digits.toUpperCase(Locale.ROOT);
    }
    if (flags.precision == 0 && value == 0) {
      return pad(flags, "", false);
    }
    budget.size(Math.max(0, flags.precision));
    digits = "0".repeat(Math.max(0, flags.precision - digits.length())) + digits;
    String shown = (flags.sharp || verb == 'O') && !prefix.isEmpty() ? prefix : "";
    String sign = value < 0 ? "-" : flags.plus ? "+" : flags.space ? " " : "";
    boolean zeros = flags.zero && flags.precision < 0 && !flags.minus;
    if (zeros && flags.width > 0) {
      digits = "0".repeat(Math.max(0, flags.width - digits.length() - sign.length())) + digits;
      return sign + shown + digits;
    }
    return pad(blankPadded(flags), sign + shown + digits, false);
  }

  private static Flags blankPadded(Flags flags) {
    Flags copy = new Flags();
    copy.minus = flags.minus;
    copy.width = flags.width;
    return copy;
  }

  private String real(Flags flags, char verb, double value) throws FunctionError {
    budget.size(Math.max(0, flags.precision));
    String text;
    switch (verb) {
      case 'v' -> text = GoNumbers.format(value, 'g', flags.precision);
      case 'g', 'G' -> text = GoNumbers.format(value, verb, flags.precision);
      case 'e', 'E', 'f', 'F' ->
          text = GoNumbers.format(value, verb, flags.precision < 0 ? 6 : flags.precision);
      default -> {
        return bad(verb, value);
      }
    }
    if (flags.plus && !text.startsWith("-") && !text.startsWith("+")) {
      text = "+" + text;
    } else if (flags.space && !text.startsWith("-") && !text.startsWith("+")) {
      text = " " + text;
    }
    boolean zeros = flags.zero && !flags.minus && !Double.isNaN(value) && !Double.isInfinite(value);
    return zeros ? pad(flags, text, true) : pad(blankPadded(flags), text, false);
  }

  private String text(Flags flags, char verb, String value) throws FunctionError {
    budget.size(value.length());
    return switch (verb) {
      case 's' -> pad(flags, cut(flags, value), false);
      case 'v' ->
          flags.sharp
              ? pad(flags, Quoting.quote(value), false)
              : pad(flags, cut(flags, value), false);
      case 'q' -> {
        String cut = cut(flags, value);
        boolean raw =
            flags.sharp
                && cut.indexOf('`') < 0
                && cut.chars().allMatch(c -> c >= ' ' && c != 127 || c == '\t');
        String quoted =
            raw ? "`" + cut + "`" : flags.plus ? Quoting.quoteAscii(cut) : Quoting.quote(cut);
        yield pad(flags, quoted, false);
      }
      case 'x' -> pad(flags, hex(flags, value, false), false);
      case 'X' -> pad(flags, hex(flags, value, true), false);
      default -> bad(verb, value);
    };
  }

  private static String hex(Flags flags, String value, boolean upper) {
    HexFormat format = upper ? HexFormat.of().withUpperCase() : HexFormat.of();
    String prefix = flags.sharp && !value.isEmpty() ? upper ? "0X" : "0x" : "";
    int count = flags.precision < 0 ? value.length() : Math.min(flags.precision, value.length());
    byte[] bytes = ByteText.bytes(value.substring(0, count));
    if (flags.space) {
      return format.withPrefix(prefix).withDelimiter(" ").formatHex(bytes);
    }
    return prefix + format.formatHex(bytes);
  }

  private static String cut(Flags flags, String value) {
    if (flags.precision < 0) {
      return value;
    }
    String text = ByteText.text(value);
    return text.codePointCount(0, text.length()) <= flags.precision
        ? value
        : ByteText.of(text.substring(0, text.offsetByCodePoints(0, flags.precision)));
  }

  private String list(Flags flags, char verb, List<?> list) throws FunctionError {
    BoundedText out = new BoundedText(budget).append('[');
    String gap = "";
    for (Object element : list) {
      out.append(gap).append(verb(flags, verb, element));
      gap = " ";
    }
    return out.append(']').toString();
  }

  private String map(Flags flags, char verb, MapValue map) throws FunctionError {
    boolean fields = map.kind() == MapValue.Kind.FIELDS;
    BoundedText out = new BoundedText(budget).append(fields ? "{" : "map[");
    String gap = "";
    for (var entry : map.entries().entrySet()) {
      out.append(gap);
      if (!fields) {
        out.append(verb(flags, verb, entry.getKey())).append(':');
      }
      out.append(verb(flags, verb, entry.getValue()));
      gap = " ";
    }
    return out.append(fields ? '}' : ']').toString();
  }
}
