package io.drover.contract.json;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first fault in the syntax of a JSON text and says it in the words of Go's decoder. It
 * is asked only when reading has failed. Not thread-safe: one instance reads one text.
 */
final class GoSyntax {

  private static final String VALUE = "looking for beginning of value";
  private static final String KEY = "looking for beginning of object key string";
  private static final HexFormat HEX = HexFormat.of();

  private final String text;
  private final int depthMax;
  private int at;

  private GoSyntax(String text, int depthMax) {
    this.text = text;
    this.depthMax = depthMax;
  }

  /** The first fault of the first value in a text, or null if there is none. */
  static @Nullable BodyException fault(String text, int depthMax) {
    try {
      new GoSyntax(text, depthMax).value(1);
      return null;
    } catch (BodyException e) {
      return e;
    }
  }

  private void value(int depth) {
    skipSpace();
    if (at >= text.length()) {
      throw end(depth == 1);
    }
    char c = text.charAt(at);
    if ((c == '{' || c == '[') && depth > depthMax) {
      throw BodyTooLargeException.depth(depth, depthMax);
    }
    switch (c) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> {
        if (c != '-' && !isDigit(c)) {
          throw unexpected(VALUE);
        }
        number();
      }
    }
  }

  private void object(int depth) {
    at++;
    if (peek() == '}') {
      at++;
      return;
    }
    while (true) {
      if (peek() != '"') {
        throw unexpected(KEY);
      }
      string();
      if (peek() != ':') {
        throw unexpected("after object key");
      }
      at++;
      value(depth + 1);
      char next = peek();
      at++;
      if (next == '}') {
        return;
      }
      if (next != ',') {
        at--;
        throw unexpected("after object key:value pair");
      }
    }
  }

  private void array(int depth) {
    at++;
    if (peek() == ']') {
      at++;
      return;
    }
    while (true) {
      value(depth + 1);
      char next = peek();
      at++;
      if (next == ']') {
        return;
      }
      if (next != ',') {
        at--;
        throw unexpected("after array element");
      }
    }
  }

  private void string() {
    at++;
    while (here() != '"') {
      char c = text.charAt(at);
      if (c < ' ') {
        throw unexpected("in string literal");
      }
      at++;
      if (c == '\\') {
        escape();
      }
    }
    at++;
  }

  private void escape() {
    char c = here();
    if (c == 'u') {
      for (int i = 0; i < 4; i++) {
        at++;
        if (!HexFormat.isHexDigit(here())) {
          throw unexpected("in \\u hexadecimal character escape");
        }
      }
    } else if ("\"\\/bfnrt".indexOf(c) < 0) {
      throw unexpected("in string escape code");
    }
    at++;
  }

  private void literal(String word) {
    for (int i = 1; i < word.length(); i++) {
      at++;
      if (here() != word.charAt(i)) {
        throw unexpected("in literal " + word + " (expecting '" + word.charAt(i) + "')");
      }
    }
    at++;
  }

  private void number() {
    if (text.charAt(at) == '-') {
      at++;
      if (!isDigit(here())) {
        throw unexpected("in numeric literal");
      }
    }
    if (text.charAt(at) == '0') {
      at++;
    } else {
      digits();
    }
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      if (!isDigit(here())) {
        throw unexpected("after decimal point in numeric literal");
      }
      digits();
    }
    if (at < text.length() && (text.charAt(at) | ' ') == 'e') {
      at++;
      if (here() == '+' || here() == '-') {
        at++;
      }
      if (!isDigit(here())) {
        throw unexpected("in exponent of numeric literal");
      }
      digits();
    }
  }

  private void digits() {
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    skipSpace();
    return here();
  }

  private char here() {
    if (at >= text.length()) {
      throw end(false);
    }
    return text.charAt(at);
  }

  private BodyException end(boolean nothingRead) {
    return at(nothingRead ? "EOF" : "unexpected EOF");
  }

  private BodyException unexpected(String where) {
    char c = text.charAt(at);
    String shown =
        switch (c) {
          case '\'' -> "'\\''";
          case '"' -> "'\"'";
          case '\\' -> "'\\\\'";
          case '\n' -> "'\\n'";
          case '\r' -> "'\\r'";
          case '\t' -> "'\\t'";
          default -> c < ' ' ? "'\\x" + HEX.toHexDigits((byte) c) + "'" : "'" + c + "'";
        };
    return at("invalid character " + shown + " " + where);
  }

  private BodyException at(String message) {
    String before = text.substring(0, Math.min(at, text.length()));
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int column = before.length() - before.lastIndexOf('\n');
    return new MalformedBodyException(message, line, column);
  }
}
