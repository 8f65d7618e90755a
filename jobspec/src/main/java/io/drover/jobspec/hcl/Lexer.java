package io.drover.jobspec.hcl;

import static io.drover.jobspec.hcl.TokenType.*;

import java.text.BreakIterator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Cuts a source text into tokens; never fails, what is no token becomes {@code INVALID}. Whether a
 * text is read as code, as a quoted template or as a heredoc depends on a stack of modes: a
 * template sequence opens code inside text, a quote opens text inside code.
 */
final class Lexer {

  private sealed interface Mode {}

  /** Code; {@code braces} are those open since the mode began. */
  private static final class Code implements Mode {
    final boolean inTemplate;
    int braces;

    Code(boolean inTemplate) {
      this.inTemplate = inTemplate;
    }
  }

  private record Quoted() implements Mode {}

  private record Heredoc(String marker) implements Mode {}

  private final String file;
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private final Deque<Mode> modes = new ArrayDeque<>();
  private int at;
  private Position position = Position.START;
  private boolean heredocLineStart;

  private Lexer(String file, String source) {
    this.file = file;
    this.source = source;
  }

  /** The tokens of a text, comments and newlines included, the last one being EOF. */
  static List<Token> tokens(String file, String source) {
    Lexer lexer = new Lexer(file, source);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    modes.push(new Code(false));
    while (at < source.length()) {
      switch (modes.getFirst()) {
        case Code code -> code(code);
        case Quoted() -> quoted();
        case Heredoc heredoc -> heredoc(heredoc);
      }
    }
    emit(EOF, at);
  }

  private char peek(int ahead) {
    int index = at + ahead;
    return index < source.length() ? source.charAt(index) : '\0';
  }

  private boolean looking(String text) {
    return source.startsWith(text, at);
  }

  private void code(Code mode) {
    char c = peek(0);
    if (c == ' ' || c == '\t') {
      skipBlanks();
    } else if (c == '\n' || c == '\r' && peek(1) == '\n') {
      emit(NEWLINE, at + (c == '\n' ? 1 : 2));
    } else if (c == '#' || c == '/' && peek(1) == '/') {
      int end = source.indexOf('\n', at);
      emit(COMMENT, end < 0 ? source.length() : end + 1);
    } else if (c == '/' && peek(1) == '*') {
      int end = source.indexOf("*/", at + 2);
      if (end < 0) {
        emit(SLASH, at + 1);
      } else {
        emit(COMMENT, end + 2);
      }
    } else if (isDigit(c)) {
      emit(NUMBER, numberEnd());
    } else if (identifierEnd(at) > at) {
      emit(IDENT, identifierEnd(at));
    } else if (c == '"') {
      emit(O_QUOTE, at + 1);
      modes.push(new Quoted());
    } else if (c == '<' && heredocStart()) {
      return;
    } else {
      operator(mode, c);
    }
  }

  private void skipBlanks() {
    int end = at;
    while (end < source.length() && (source.charAt(end) == ' ' || source.charAt(end) == '\t')) {
      end++;
    }
    position = new Position(position.line(), position.column() + end - at, end);
    at = end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private int numberEnd() {
    int end = at + 1;
    while (end < source.length()) {
      char c = source.charAt(end);
      char next = end + 1 < source.length() ? source.charAt(end + 1) : '\0';
      char after = end + 2 < source.length() ? source.charAt(end + 2) : '\0';
      if (isDigit(c)) {
        end++;
      } else if (c == '.' && isDigit(next)) {
        end += 2;
      } else if ((c == 'e' || c == 'E') && isDigit(next)) {
        end += 2;
      } else if ((c == 'e' || c == 'E') && (next == '+' || next == '-') && isDigit(after)) {
        end += 3;
      } else {
        return end;
      }
    }
    return end;
  }

  private int identifierEnd(int from) {
    int end = from;
    while (end < source.length()) {
      int c = source.codePointAt(end);
      boolean start = c == '_' || Character.isUnicodeIdentifierStart(c);
      boolean part =
          start
              || end > from
                  && (c == '-'
                      || Character.isUnicodeIdentifierPart(c)
                          && !Character.isIdentifierIgnorable(c));
      if (!part) {
        return end;
      }
      end += Character.charCount(c);
    }
    return end;
  }

  /**
   * {@code <<MARKER} or {@code <<-MARKER} and the end of the line; anything else is an operator.
   */
  private boolean heredocStart() {
    if (peek(1) != '<') {
      return false;
    }
    int nameStart = at + (peek(2) == '-' ? 3 : 2);
    int nameEnd = identifierEnd(nameStart);
    if (nameEnd == nameStart) {
      return false;
    }
    int end = nameEnd;
    if (end < source.length() && source.charAt(end) == '\r') {
      end++;
    }
    if (end >= source.length() || source.charAt(end) != '\n') {
      return false;
    }
    emit(O_HEREDOC, end + 1);
    modes.push(new Heredoc(source.substring(nameStart, nameEnd)));
    heredocLineStart = true;
    return true;
  }

  private void operator(Code mode, char c) {
    if (c == '~' && peek(1) == '}' && mode.inTemplate && mode.braces == 0) {
      emit(SEQUENCE_END, at + 2);
      modes.pop();
      return;
    }
    if (c == '}' && mode.inTemplate && mode.braces == 0) {
      emit(SEQUENCE_END, at + 1);
      modes.pop();
      return;
    }
    if (c == '{') {
      mode.braces++;
    } else if (c == '}' && mode.braces > 0) {
      mode.braces--;
    }
    if (looking("...")) {
      emit(ELLIPSIS, at + 3);
    } else {
      TokenType pair = pair(c, peek(1));
      if (pair == INVALID) {
        emit(single(c), at + Character.charCount(source.codePointAt(at)));
      } else {
        emit(pair, at + 2);
      }
    }
  }

  private static TokenType pair(char first, char second) {
    return switch (first) {
      case '=' -> second == '=' ? EQUAL_OP : second == '>' ? FAT_ARROW : INVALID;
      case '!' -> second == '=' ? NOT_EQUAL : INVALID;
      case '<' -> second == '=' ? LESS_EQ : INVALID;
      case '>' -> second == '=' ? GREATER_EQ : INVALID;
      case '&' -> second == '&' ? AND : INVALID;
      case '|' -> second == '|' ? OR : INVALID;
      case '*' -> second == '*' ? STAR_STAR : INVALID;
      default -> INVALID;
    };
  }

  private static TokenType single(char c) {
    return switch (c) {
      case '{' -> O_BRACE;
      case '}' -> C_BRACE;
      case '[' -> O_BRACKET;
      case ']' -> C_BRACKET;
      case '(' -> O_PAREN;
      case ')' -> C_PAREN;
      case '.' -> DOT;
      case ',' -> COMMA;
      case '=' -> EQUAL;
      case ':' -> COLON;
      case '?' -> QUESTION;
      case '*' -> STAR;
      case '/' -> SLASH;
      case '%' -> PERCENT;
      case '+' -> PLUS;
      case '-' -> MINUS;
      case '!' -> BANG;
      case '<' -> LESS;
      case '>' -> GREATER;
      case '&' -> BITWISE_AND;
      case '|' -> BITWISE_OR;
      case '~' -> BITWISE_NOT;
      case '^' -> BITWISE_XOR;
      case '`' -> BACKTICK;
      case '\'' -> APOSTROPHE;
      case ';' -> SEMICOLON;
      default -> INVALID;
    };
  }

  private void quoted() {
    char c = peek(0);
    if (c == '"') {
      emit(C_QUOTE, at + 1);
      modes.pop();
    } else if (c == '\n' || c == '\r' && peek(1) == '\n') {
      emit(QUOTED_NEWLINE, at + (c == '\n' ? 1 : 2));
    } else if (!sequence()) {
      emit(QUOTED_TEXT, textEnd(false));
    }
  }

  private void heredoc(Heredoc mode) {
    if (heredocLineStart) {
      heredocLineStart = false;
      int lineEnd = source.indexOf('\n', at);
      String line = source.substring(at, lineEnd < 0 ? source.length() : lineEnd);
      if (line.strip().equals(mode.marker)) {
        emit(C_HEREDOC, at + line.stripTrailing().length());
        modes.pop();
        return;
      }
    }
    if (!sequence()) {
      int end = textEnd(true);
      heredocLineStart = source.charAt(end - 1) == '\n';
      emit(HEREDOC_TEXT, end);
    }
  }

  /** An interpolation or a directive begins here; its inside is code. */
  private boolean sequence() {
    char c = peek(0);
    if (c != '$' && c != '%' || peek(1) != '{') {
      return false;
    }
    emit(c == '$' ? INTERPOLATION : CONTROL, at + (peek(2) == '~' ? 3 : 2));
    modes.push(new Code(true));
    return true;
  }

  /** The end of the literal text that begins here; a heredoc's stops after its line's end. */
  private int textEnd(boolean heredoc) {
    int end = at;
    while (end < source.length()) {
      char c = source.charAt(end);
      char next = end + 1 < source.length() ? source.charAt(end + 1) : '\0';
      char after = end + 2 < source.length() ? source.charAt(end + 2) : '\0';
      if ((c == '$' || c == '%') && next == c && after == '{') {
        end += 3;
      } else if ((c == '$' || c == '%') && next == '{') {
        return end;
      } else if (heredoc && c == '\n') {
        return end + 1;
      } else if (!heredoc && (c == '"' || c == '\n' || c == '\r' && next == '\n')) {
        return end;
      } else if (!heredoc && c == '\\' && next != '\n' && next != '\0' && next != '\r') {
        // The dollar of \${ does not open a sequence: the escape is what gets reported.
        end += 2;
      } else {
        end++;
      }
    }
    return end;
  }

  private void emit(TokenType type, int end) {
    String text = source.substring(at, end);
    Position next = advance(position, text, end);
    tokens.add(new Token(type, text, new SourceRange(file, position, next)));
    position = next;
    at = end;
  }

  /** The place behind a text that starts at a place. */
  static Position advance(Position from, String text, int endOffset) {
    int line = from.line();
    int column = from.column();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line++;
        column = 1;
      } else if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
        continue;
      } else if (c < 0x80) {
        column++;
      } else {
        return advanceByClusters(from, text, endOffset);
      }
    }
    return new Position(line, column, endOffset);
  }

  private static Position advanceByClusters(Position from, String text, int endOffset) {
    int line = from.line();
    int column = from.column();
    BreakIterator clusters = BreakIterator.getCharacterInstance(Locale.ROOT);
    clusters.setText(text);
    for (int end = clusters.next(); end != BreakIterator.DONE; end = clusters.next()) {
      if (text.charAt(end - 1) == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return new Position(line, column, endOffset);
  }
}
