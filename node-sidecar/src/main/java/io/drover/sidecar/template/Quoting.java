package io.drover.sidecar.template;

import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Go's quoted strings and characters. */
final class Quoting {

  private static final HexFormat HEX = HexFormat.of();

  private Quoting() {}

  /** A byte text in double quotes, with what cannot be printed escaped. */
  static String quote(String bytes) {
    return quoted(bytes, '"', false);
  }

  static String quoteAscii(String bytes) {
    return quoted(bytes, '"', true);
  }

  static String quoteCharacter(long code) {
    int valid = Character.isValidCodePoint((int) code) && code == (int) code ? (int) code : 0xFFFD;
    return quoted(ByteText.of(Character.toString(valid)), '\'', false);
  }

  private static String quoted(String bytes, char quote, boolean ascii) {
    StringBuilder out = new StringBuilder().append(quote);
    for (int at = 0; at < bytes.length(); ) {
      int size = Utf8.size(bytes, at);
      if (size == 0) {
        out.append("\\x").append(HEX.toHexDigits((byte) bytes.charAt(at)));
        at++;
        continue;
      }
      escape(out, Utf8.decode(bytes, at, size), bytes.substring(at, at + size), quote, ascii);
      at += size;
    }
    return out.append(quote).toString();
  }

  private static void escape(
      StringBuilder out, int code, String original, char quote, boolean ascii) {
    switch (code) {
      case 7 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 11 -> out.append("\\v");
      case '\\' -> out.append("\\\\");
      default -> {
        if (code == quote) {
          out.append('\\').append(quote);
        } else if (Utf8.printable(code) && (!ascii || code < 128)) {
          out.append(original);
        } else if (code < ' ' || code == 127) {
          out.append("\\x").append(HEX.toHexDigits((byte) code));
        } else if (code < 0x10000) {
          out.append(String.format(Locale.ROOT, "\\u%04x", code));
        } else {
          out.append(String.format(Locale.ROOT, "\\U%08x", code));
        }
      }
    }
  }

  /** The bytes that a quoted literal stands for, or null when it is none. */
  static @Nullable String unquote(String literal) {
    if (literal.length() < 2 || literal.charAt(0) != literal.charAt(literal.length() - 1)) {
      return null;
    }
    String inner = literal.substring(1, literal.length() - 1);
    if (literal.charAt(0) == '`') {
      return inner.replace("\r", "");
    }
    return new Unescape(inner, literal.charAt(0)).all();
  }

  /** The character of a literal in single quotes, or -1 when it is none. */
  static long character(String literal) {
    if (literal.length() < 3 || !literal.startsWith("'") || !literal.endsWith("'")) {
      return -1;
    }
    return new Unescape(literal.substring(1, literal.length() - 1), '\'').single();
  }

  /** Reads escapes of one literal. */
  private static final class Unescape {

    private final String text;
    private final char quote;
    private int at;
    private boolean rawByte;

    Unescape(String text, char quote) {
      this.text = text;
      this.quote = quote;
    }

    @Nullable String all() {
      StringBuilder out = new StringBuilder();
      while (at < text.length()) {
        long code = next();
        if (code < 0) {
          return null;
        }
        if (rawByte) {
          out.append((char) code);
        } else {
          out.append(ByteText.of(Character.toString((int) code)));
        }
      }
      return out.toString();
    }

    long single() {
      long code = next();
      return at == text.length() ? code : -1;
    }

    private long next() {
      char first = text.charAt(at);
      rawByte = false;
      if (first == quote || first == '\n') {
        return -1;
      }
      if (first != '\\') {
        int size = Math.max(1, Utf8.size(text, at));
        rawByte = Utf8.size(text, at) == 0;
        int code = rawByte ? first : Utf8.decode(text, at, size);
        at += size;
        return code;
      }
      at++;
      return at < text.length() ? escaped(text.charAt(at++)) : -1;
    }

    private long escaped(char kind) {
      return switch (kind) {
        case 'a' -> 7;
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 't' -> '\t';
        case 'v' -> 11;
        case '\\' -> '\\';
        case '\'', '"' -> kind == quote ? kind : -1;
        case 'x' -> {
          rawByte = true;
          yield digits(2, 16, 0);
        }
        case 'u' -> valid(digits(4, 16, 0));
        case 'U' -> valid(digits(8, 16, 0));
        default -> {
          int digit = Character.digit(kind, 8);
          rawByte = true;
          long value = digit < 0 ? -1 : digits(2, 8, digit);
          yield value > 255 ? -1 : value;
        }
      };
    }

    private long digits(int count, int radix, long from) {
      long value = from;
      for (int i = 0; i < count; i++) {
        int digit = at < text.length() ? Character.digit(text.charAt(at++), radix) : -1;
        if (digit < 0) {
          return -1;
        }
        value = value * radix + digit;
      }
      return value;
    }

    private static long valid(long code) {
      boolean surrogate = code >= 0xD800 && code < 0xE000;
      return code >= 0 && code <= Character.MAX_CODE_POINT && !surrogate ? code : -1;
    }
  }
}
