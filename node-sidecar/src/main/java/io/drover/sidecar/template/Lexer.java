package io.drover.sidecar.template;

import io.drover.sidecar.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Cuts a template into tokens. The last one is the end or an error. */
final class Lexer {

  private static final String OPEN_COMMENT = "/*";
  private static final String CLOSE_COMMENT = "*/";

  /** Each takes some 200 bytes, with the syntax that it becomes part of. */
  private static final int MAX_TOKENS = 100_000;

  private static final String SPACES = " \t\r\n";
  private static final Map<String, Kind> WORDS =
      Map.ofEntries(
          Map.entry("true", Kind.BOOL),
          Map.entry("false", Kind.BOOL),
          Map.entry("nil", Kind.NIL),
          Map.entry("block", Kind.BLOCK),
          Map.entry("break", Kind.BREAK),
          Map.entry("continue", Kind.CONTINUE),
          Map.entry("define", Kind.DEFINE),
          Map.entry("else", Kind.ELSE),
          Map.entry("end", Kind.END),
          Map.entry("if", Kind.IF),
          Map.entry("range", Kind.RANGE),
          Map.entry("template", Kind.TEMPLATE),
          Map.entry("with", Kind.WITH));

  private final String input;
  private final String left;
  private final String right;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int start;
  private int line = 1;
  private int startLine = 1;
  private int parens;
  private boolean done;

  private Lexer(String input, String left, String right) {
    this.input = input;
    this.left = left;
    this.right = right;
  }

  static List<Token> tokens(String input, String left, String right) {
    Lexer lexer = new Lexer(input, left, right);
    while (!lexer.done) {
      lexer.text();
    }
    return lexer.tokens;
  }

  private void emit(Kind kind) {
    if (tokens.size() >= MAX_TOKENS) {
      error("template has more than " + MAX_TOKENS + " tokens");
      return;
    }
    tokens.add(new Token(kind, start, input.substring(start, at), startLine));
    for (int i = start; i < at; i++) {
      line += input.charAt(i) == '\n' ? 1 : 0;
    }
    start = at;
    startLine = line;
  }

  private void skip() {
    for (int i = start; i < at; i++) {
      line += input.charAt(i) == '\n' ? 1 : 0;
    }
    start = at;
    startLine = line;
  }

  private void error(String message) {
    tokens.add(new Token(Kind.ERROR, start, message, startLine));
    done = true;
  }

  private char peek() {
    return peek(0);
  }

  /** NUL at the end. */
  private char peek(int ahead) {
    return at + ahead < input.length() ? input.charAt(at + ahead) : 0;
  }

  private static boolean space(char c) {
    return c != 0 && SPACES.indexOf(c) >= 0;
  }

  private static boolean wordPart(char c) {
    return c == '_' || c >= 128 || Character.isLetterOrDigit(c);
  }

  private void text() {
    int found = input.indexOf(left, at);
    if (found < 0) {
      at = input.length();
      if (at > start) {
        emit(Kind.TEXT);
      }
      if (!done) {
        emit(Kind.END_OF_TEXT);
      }
      done = true;
      return;
    }
    int after = found + left.length();
    boolean trim =
        after + 1 < input.length() && input.charAt(after) == '-' && space(input.charAt(after + 1));
    int end = found;
    while (trim && end > start && space(input.charAt(end - 1))) {
      end--;
    }
    at = end;
    if (at > start) {
      emit(Kind.TEXT);
    }
    if (done) {
      return;
    }
    at = found;
    skip();
    action(trim ? 2 : 0);
  }

  private void action(int marker) {
    if (input.startsWith(OPEN_COMMENT, at + left.length() + marker)) {
      at += left.length() + marker;
      skip();
      comment();
      return;
    }
    at += left.length();
    emit(Kind.LEFT_DELIMITER);
    at += marker;
    skip();
    parens = 0;
    while (!done && inside()) {
      // Each round takes one token.
    }
  }

  private void comment() {
    int close = input.indexOf(CLOSE_COMMENT, at + OPEN_COMMENT.length());
    if (close < 0) {
      error("unclosed comment");
      return;
    }
    at = close + CLOSE_COMMENT.length();
    boolean trim = trimsRight();
    if (!trim && !input.startsWith(right, at)) {
      error("comment ends before closing delimiter");
      return;
    }
    at += (trim ? 2 : 0) + right.length();
    skip();
    afterAction(trim);
  }

  private boolean trimsRight() {
    return space(peek()) && peek(1) == '-' && input.startsWith(right, at + 2);
  }

  private void afterAction(boolean trim) {
    while (trim && space(peek())) {
      at++;
    }
    skip();
  }

  /** False when the action has ended. */
  private boolean inside() {
    boolean trim = trimsRight();
    if (trim || input.startsWith(right, at)) {
      if (parens > 0) {
        error("unclosed left paren");
        return false;
      }
      at += trim ? 2 : 0;
      skip();
      at += right.length();
      emit(Kind.RIGHT_DELIMITER);
      afterAction(trim);
      return false;
    }
    if (at >= input.length()) {
      error("unclosed action");
      return false;
    }
    one(peek());
    return true;
  }

  private void one(char first) {
    switch (first) {
      case ' ', '\t', '\r', '\n' -> spaces();
      case '=' -> single(Kind.ASSIGN);
      case ':' -> declare();
      case '|' -> single(Kind.PIPE);
      case '"' -> quoted('"', Kind.STRING, "unterminated quoted string");
      case '\'' -> quoted('\'', Kind.CHARACTER, "unterminated character constant");
      case '`' -> raw();
      case '$' -> name(Kind.VARIABLE);
      case '(' -> {
        single(Kind.LEFT_PAREN);
        parens++;
      }
      case ')' -> {
        if (--parens < 0) {
          at++;
          error("unexpected right paren");
        } else {
          single(Kind.RIGHT_PAREN);
        }
      }
      default -> wordOrNumber(first);
    }
  }

  private void wordOrNumber(char first) {
    boolean digit = first >= '0' && first <= '9';
    if (first == '.' && !(peek(1) >= '0' && peek(1) <= '9')) {
      name(Kind.FIELD);
    } else if (first == '.' || first == '+' || first == '-' || digit) {
      number();
    } else if (wordPart(first)) {
      word();
    } else if (first > ' ' && first < 127) {
      single(Kind.CHAR);
    } else {
      error("unrecognized character in action: " + shown(first));
    }
  }

  private void single(Kind kind) {
    at++;
    emit(kind);
  }

  private void spaces() {
    while (space(peek()) && !trimsRight()) {
      at++;
    }
    emit(Kind.SPACE);
  }

  private void declare() {
    if (peek(1) != '=') {
      error("expected :=");
      return;
    }
    at += 2;
    emit(Kind.DECLARE);
  }

  private void quoted(char quote, Kind kind, String unterminated) {
    at++;
    while (peek() != quote) {
      if (peek() == '\\' && at + 1 < input.length() && peek(1) != '\n') {
        at++;
      } else if (at >= input.length() || peek() == '\n' || peek() == '\\') {
        error(unterminated);
        return;
      }
      at++;
    }
    at++;
    emit(kind);
  }

  private void raw() {
    int close = input.indexOf('`', at + 1);
    if (close < 0) {
      error("unterminated raw quoted string");
      return;
    }
    at = close + 1;
    emit(Kind.RAW_STRING);
  }

  /** A variable or field: its mark, and a name that may be missing. */
  private void name(Kind kind) {
    at++;
    boolean bare = !wordPart(peek());
    if (bare && kind == Kind.FIELD && terminated()) {
      emit(Kind.DOT);
      return;
    }
    while (wordPart(peek())) {
      at++;
    }
    if (terminated()) {
      emit(kind);
    } else {
      error("bad character " + shown(peek()));
    }
  }

  private void word() {
    while (wordPart(peek())) {
      at++;
    }
    if (terminated()) {
      emit(WORDS.getOrDefault(input.substring(start, at), Kind.IDENTIFIER));
    } else {
      error("bad character " + shown(peek()));
    }
  }

  private boolean terminated() {
    char next = peek();
    return at >= input.length()
        || space(next)
        || ".,|:()".indexOf(next) >= 0
        || input.startsWith(right, at);
  }

  private void number() {
    at += peek() == '+' || peek() == '-' ? 1 : 0;
    String digits = "0123456789_";
    if (peek() == '0') {
      at++;
      char base = Character.toLowerCase(peek());
      if (base == 'x' || base == 'o' || base == 'b') {
        at++;
        digits = base == 'x' ? "0123456789abcdefABCDEF_" : base == 'o' ? "01234567_" : "01_";
      }
    }
    accept(digits);
    if (peek() == '.') {
      at++;
      accept(digits);
    }
    if (digits.length() == 11 && (peek() == 'e' || peek() == 'E')) {
      exponent();
    } else if (digits.length() > 20 && (peek() == 'p' || peek() == 'P')) {
      exponent();
    }
    if (wordPart(peek())) {
      at++;
      error("bad number syntax: " + Quoting.quote(input.substring(start, at)));
    } else {
      emit(Kind.NUMBER);
    }
  }

  private void exponent() {
    at++;
    at += peek() == '+' || peek() == '-' ? 1 : 0;
    accept("0123456789_");
  }

  private void accept(String allowed) {
    while (peek() != 0 && allowed.indexOf(peek()) >= 0) {
      at++;
    }
  }

  private String shown(char first) {
    int size = at < input.length() ? Utf8.size(input, at) : 0;
    int code = size == 0 ? first : Utf8.decode(input, at, size);
    String number = String.format(Locale.ROOT, "U+%04X", code);
    return Utf8.printable(code)
        ? number + " '" + ByteText.of(Character.toString(code)) + "'"
        : number;
  }
}
