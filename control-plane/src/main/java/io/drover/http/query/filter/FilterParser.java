package io.drover.http.query.filter;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the filter language of go-bexpr. It goes from left to right and remembers the farthest
 * place where something did not fit and what would have fitted there, because that is what clients
 * are shown. Length and nesting are bounded, so hostile filters cost little. One use, one thread.
 */
final class FilterParser {

  /** Longer filters than people write; a query string is bounded elsewhere too. */
  private static final int LENGTH_MAX = 8192;

  /** Deeper than people nest; keeps the recursion short. */
  private static final int DEPTH_MAX = 64;

  private static final String SPACE = "[ \\t\\r\\n]";
  private static final String LETTER = "[a-zA-Z]";

  private final String text;
  private int at;
  private int farthest;
  private final TreeSet<String> expected = new TreeSet<>();

  private FilterParser(String text) {
    this.text = text;
  }

  static Expression parse(String text) throws FilterException {
    if (text.length() > LENGTH_MAX) {
      throw new FilterException("filter is longer than " + LENGTH_MAX + " characters");
    }
    FilterParser parser = new FilterParser(text);
    parser.spaces();
    Expression expression = parser.or(0);
    if (expression != null) {
      parser.spaces();
      if (parser.at == text.length()) {
        return expression;
      }
      parser.miss("EOF");
    }
    throw new FilterException(parser.noMatch());
  }

  private @Nullable Expression or(int depth) throws FilterException {
    List<Expression> parts = new ArrayList<>();
    for (Expression part = and(depth); part != null; part = and(depth)) {
      parts.add(part);
      int end = at;
      if (!(spaced("or", true))) {
        at = end;
        return parts.size() == 1 ? parts.getFirst() : new Expression.Or(parts);
      }
    }
    return null;
  }

  private @Nullable Expression and(int depth) throws FilterException {
    List<Expression> parts = new ArrayList<>();
    for (Expression part = not(depth); part != null; part = not(depth)) {
      parts.add(part);
      int end = at;
      if (!(spaced("and", true))) {
        at = end;
        return parts.size() == 1 ? parts.getFirst() : new Expression.And(parts);
      }
    }
    return null;
  }

  private @Nullable Expression not(int depth) throws FilterException {
    if (depth > DEPTH_MAX) {
      throw new FilterException("filter is nested deeper than " + DEPTH_MAX + " levels");
    }
    int start = at;
    if (literal("not") && spacesOrMore()) {
      Expression negated = not(depth + 1);
      return negated == null ? null : new Expression.Not(negated);
    }
    at = start;
    if (literal("(")) {
      spaces();
      Expression inner = or(depth + 1);
      if (inner == null) {
        return null;
      }
      spaces();
      return literal(")") ? inner : null;
    }
    at = start;
    return match();
  }

  /**
   * {@code selector operator value}, {@code selector is [not] empty}, {@code value in selector}.
   */
  private @Nullable Expression match() throws FilterException {
    int start = at;
    List<String> path = selector();
    if (path != null) {
      int afterSelector = at;
      Operator operator = valueOperator();
      if (operator != null) {
        String value = value();
        return value == null ? null : matched(path, operator, value);
      }
      at = afterSelector;
      Operator emptiness = emptiness();
      if (emptiness != null) {
        return matched(path, emptiness, "");
      }
    }
    at = start;
    String value = value();
    if (value == null) {
      return null;
    }
    Operator membership = membership();
    if (membership == null) {
      return null;
    }
    List<String> of = selector();
    return of == null ? null : matched(of, membership, value);
  }

  private static Expression matched(List<String> path, Operator operator, String value)
      throws FilterException {
    if (operator != Operator.MATCHES && operator != Operator.NOT_MATCHES) {
      return new Expression.Match(path, operator, value, null);
    }
    try {
      return new Expression.Match(path, operator, value, Pattern.compile(value));
    } catch (PatternSyntaxException e) {
      throw new FilterException("error parsing regexp: " + e.getDescription());
    }
  }

  private @Nullable Operator valueOperator() {
    int start = at;
    spaces();
    if (literal("==")) {
      spaces();
      return Operator.EQUAL;
    }
    if (literal("!=")) {
      spaces();
      return Operator.NOT_EQUAL;
    }
    at = start;
    if (spaced("contains", true)) {
      return Operator.IN;
    }
    at = start;
    if (spaced("matches", true)) {
      return Operator.MATCHES;
    }
    at = start;
    if (spaced("not", true)) {
      int afterNot = at;
      if (literal("contains") && spacesOrMore()) {
        return Operator.NOT_IN;
      }
      at = afterNot;
      if (literal("matches") && spacesOrMore()) {
        return Operator.NOT_MATCHES;
      }
    }
    return null;
  }

  private @Nullable Operator emptiness() {
    if (!spaced("is", true)) {
      return null;
    }
    int afterIs = at;
    if (literal("not") && spacesOrMore() && literal("empty")) {
      return Operator.IS_NOT_EMPTY;
    }
    at = afterIs;
    return literal("empty") ? Operator.IS_EMPTY : null;
  }

  private @Nullable Operator membership() {
    int start = at;
    if (spaced("in", true)) {
      return Operator.IN;
    }
    at = start;
    return spaced("not", true) && literal("in") && spacesOrMore() ? Operator.NOT_IN : null;
  }

  /** A name with parts, or the same as a JSON pointer in quotes. */
  private @Nullable List<String> selector() {
    String first = identifier();
    if (first == null) {
      return pointer();
    }
    List<String> path = new ArrayList<>();
    path.add(first);
    while (true) {
      int start = at;
      String part = null;
      if (quietly('.')) {
        part = nameOrNumber();
      } else if (quietly('[')) {
        spaces();
        part = quoted();
        spaces();
        if (part != null && !quietly(']')) {
          part = null;
        }
      }
      if (part == null) {
        at = start;
        return path;
      }
      path.add(part);
    }
  }

  private @Nullable List<String> pointer() {
    int start = at;
    String quoted = at < text.length() && text.startsWith("\"/", at) ? quoted() : null;
    if (quoted == null || quoted.length() < 2) {
      at = start;
      return null;
    }
    return List.of(quoted.substring(1).split("/"));
  }

  private @Nullable String identifier() {
    if (at >= text.length() || !letter(text.charAt(at))) {
      miss(LETTER);
      return null;
    }
    return nameOrNumber();
  }

  private @Nullable String nameOrNumber() {
    int start = at;
    while (at < text.length() && (letter(text.charAt(at)) || digitOrLine(text.charAt(at)))) {
      at++;
    }
    return at == start ? null : text.substring(start, at);
  }

  /** A bare word, a number or a quoted text. */
  private @Nullable String value() {
    int start = at;
    List<String> word = identifier() == null ? null : List.of();
    if (word != null) {
      while (at < text.length() && (text.charAt(at) == '.' || wordPart(text.charAt(at)))) {
        at++;
      }
      return text.substring(start, at);
    }
    String number = number();
    if (number != null) {
      return number;
    }
    at = start;
    return quoted();
  }

  private @Nullable String number() {
    int start = at;
    if (!quietly('-')) {
      miss("\"-\"");
    }
    int digits = at;
    while (at < text.length() && (Character.digit(text.charAt(at), 10) >= 0)) {
      at++;
    }
    if (at == digits) {
      miss("\"0\"");
      miss("[1-9]");
      at = start;
      return null;
    }
    int point = at;
    if (quietly('.')) {
      int fraction = at;
      while (at < text.length() && Character.digit(text.charAt(at), 10) >= 0) {
        at++;
      }
      if (at == fraction) {
        at = point;
      }
    }
    return text.substring(start, at);
  }

  private @Nullable String quoted() {
    if (quietly('`')) {
      int end = text.indexOf('`', at);
      return end < 0 ? unterminated() : taken(end);
    }
    if (!quietly('"')) {
      miss("\"\\\"\"");
      miss("\"`\"");
      return null;
    }
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length()) {
        value.append(unescaped(text.charAt(at++)));
      } else {
        value.append(c);
      }
    }
    return quietly('"') ? value.toString() : unterminated();
  }

  private static String unescaped(char c) {
    return switch (c) {
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'r' -> "\r";
      case '"', '\\', '/' -> String.valueOf(c);
      default -> "\\" + c; // As the pattern "\d" is often written without doubling.
    };
  }

  private String taken(int end) {
    String value = text.substring(at, end);
    at = end + 1;
    return value;
  }

  private @Nullable String unterminated() {
    at = text.length();
    miss("\"\\\"\"");
    return null;
  }

  /** White space, the word, and if asked for white space again; otherwise false. */
  private boolean spaced(String word, boolean spaceAfter) {
    return spacesOrMore() && literal(word) && (!spaceAfter || spacesOrMore());
  }

  private boolean spacesOrMore() {
    int start = at;
    spaces();
    return at > start;
  }

  private void spaces() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    miss(SPACE);
  }

  private boolean literal(String word) {
    if (text.startsWith(word, at)) {
      at += word.length();
      return true;
    }
    miss('"' + word + '"');
    return false;
  }

  private boolean quietly(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void miss(String wanted) {
    if (at > farthest) {
      farthest = at;
      expected.clear();
    }
    if (at == farthest) {
      expected.add(wanted);
    }
  }

  private String noMatch() {
    int line = 1;
    int column = 1;
    for (int i = 0; i < farthest; i++) {
      boolean newLine = text.charAt(i) == '\n';
      line += newLine ? 1 : 0;
      column = newLine ? 1 : column + 1;
    }
    List<String> wanted = new ArrayList<>(expected);
    String last = wanted.removeLast();
    String list = wanted.isEmpty() ? last : String.join(", ", wanted) + " or " + last;
    return "%d:%d (%d): no match found, expected: %s".formatted(line, column, farthest, list);
  }

  private static boolean letter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static boolean digitOrLine(char c) {
    return c >= '0' && c <= '9' || c == '_';
  }

  private static boolean wordPart(char c) {
    return letter(c) || digitOrLine(c);
  }
}
