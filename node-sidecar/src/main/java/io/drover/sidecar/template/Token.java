package io.drover.sidecar.template;

/**
 * A piece of a template's text.
 *
 * @param at offset in bytes
 * @param line from 1
 */
record Token(Kind kind, int at, String text, int line) {

  enum Kind {
    ERROR,
    BOOL,
    CHAR,
    CHARACTER,
    ASSIGN,
    DECLARE,
    END_OF_TEXT,
    FIELD,
    IDENTIFIER,
    LEFT_DELIMITER,
    LEFT_PAREN,
    NUMBER,
    PIPE,
    RAW_STRING,
    RIGHT_DELIMITER,
    RIGHT_PAREN,
    SPACE,
    STRING,
    TEXT,
    VARIABLE,
    DOT,
    NIL,
    BLOCK,
    BREAK,
    CONTINUE,
    DEFINE,
    ELSE,
    END,
    IF,
    RANGE,
    TEMPLATE,
    WITH;

    boolean keyword() {
      return compareTo(DOT) >= 0;
    }
  }

  private static final int SHOWN = 10;

  @Override
  public String toString() {
    if (kind == Kind.END_OF_TEXT) {
      return "EOF";
    }
    if (kind == Kind.ERROR) {
      return text;
    }
    if (kind.keyword()) {
      return "<" + text + ">";
    }
    return text.length() > SHOWN
        ? Quoting.quote(ByteText.of(shortened(ByteText.text(text)))) + "..."
        : Quoting.quote(text);
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) > SHOWN
        ? text.substring(0, text.offsetByCodePoints(0, SHOWN))
        : text;
  }
}
