package io.drover.jobspec.hcl;

import io.drover.contract.json.GoText;
import java.text.Normalizer;

/** Turns the source of a literal text into the text it stands for. */
final class StringLiterals {

  /** A label in quotes. */
  record Quoted(String text, SourceRange range) {}

  private StringLiterals() {}

  /** Strings are compared by what a reader sees, so they are kept in composed form. */
  static String normalize(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  /** The text of a heredoc's line: only the doubled introducers are escapes there. */
  static String heredoc(String source) {
    return normalize(source.replace("$${", "${").replace("%%{", "%{"));
  }

  /** The text of a quoted part, with complaints about bad escapes. */
  static String quoted(Token token, Diagnostics diagnostics) {
    String source = token.text();
    if (source.indexOf('\\') < 0) {
      return heredoc(source);
    }
    StringBuilder text = new StringBuilder(source.length());
    int at = 0;
    while (at < source.length()) {
      char c = source.charAt(at);
      if (source.startsWith("$${", at) || source.startsWith("%%{", at)) {
        text.append(c).append('{');
        at += 3;
      } else if (c == '\\') {
        at = escape(token, at, text, diagnostics);
      } else {
        text.append(c);
        at++;
      }
    }
    return normalize(text.toString());
  }

  private static int escape(Token token, int at, StringBuilder text, Diagnostics diagnostics) {
    String source = token.text();
    if (at + 1 >= source.length()) {
      diagnostics.add(
          range(token, at, at + 1),
          "Invalid escape sequence",
          "Backslash must be followed by an escape sequence selector character.");
      return at + 1;
    }
    int selector = source.codePointAt(at + 1);
    int end = at + 1 + Character.charCount(selector);
    switch (selector) {
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case 't' -> text.append('\t');
      case '"' -> text.append('"');
      case '\\' -> text.append('\\');
      case 'u' -> {
        return unicode(token, at, 4, "four", text, diagnostics);
      }
      case 'U' -> {
        return unicode(token, at, 8, "eight", text, diagnostics);
      }
      default ->
          diagnostics.add(
              range(token, at, end),
              "Invalid escape sequence",
              "The symbol "
                  + GoText.quote(Character.toString(selector))
                  + " is not a valid escape sequence selector.");
    }
    return end;
  }

  private static int unicode(
      Token token, int at, int digits, String word, StringBuilder text, Diagnostics diagnostics) {
    String source = token.text();
    int end = at + 2;
    while (end < source.length()
        && end < at + 2 + digits
        && Character.digit(source.charAt(end), 16) >= 0) {
      end++;
    }
    if (end < at + 2 + digits) {
      diagnostics.add(
          range(token, at, end),
          "Invalid escape sequence",
          "The \\"
              + source.charAt(at + 1)
              + " escape sequence must be followed by "
              + word
              + " hexadecimal digits.");
      return end;
    }
    long code = Long.parseLong(source.substring(at + 2, end), 16);
    if (code > Character.MAX_CODE_POINT || code >= 0xd800 && code <= 0xdfff) {
      diagnostics.add(
          range(token, at, end),
          "Invalid escape sequence",
          "Cannot encode character U+" + String.format("%04x", code) + " in UTF-8.");
    } else {
      text.appendCodePoint((int) code);
    }
    return end;
  }

  private static SourceRange range(Token token, int from, int to) {
    Position base = token.range().start();
    Position start = Lexer.advance(base, token.text().substring(0, from), base.offset() + from);
    Position end = Lexer.advance(start, token.text().substring(from, to), base.offset() + to);
    return new SourceRange(token.range().file(), start, end);
  }
}
