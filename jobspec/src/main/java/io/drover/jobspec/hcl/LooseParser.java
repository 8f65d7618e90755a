package io.drover.jobspec.hcl;

import static io.drover.jobspec.hcl.TokenType.*;

import io.drover.contract.json.GoText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses the older form of the language, HCL1, in which agent files and policies are written: keys
 * may be quoted, blocks may have an equals sign, items need no newline between them, and there are
 * no expressions. Stops at the first thing that is wrong.
 */
public final class LooseParser {

  /** A value: a {@link Scalar}, a list or an object. */
  public sealed interface LooseValue {
    SourceRange range();
  }

  /** {@code value} is a String, a BigDecimal or a Boolean. */
  public record Scalar(Object value, SourceRange range) implements LooseValue {}

  public record ListOf(List<LooseValue> items, SourceRange range) implements LooseValue {
    public ListOf {
      items = List.copyOf(items);
    }
  }

  public record ObjectOf(List<Item> items, SourceRange range) implements LooseValue {
    public ObjectOf {
      items = List.copyOf(items);
    }
  }

  /** {@code a = value}, or {@code a "b" { }} with two keys. */
  public record Item(List<String> keys, LooseValue value, SourceRange range) {
    public Item {
      keys = List.copyOf(keys);
    }
  }

  private static final class Bad extends RuntimeException {
    private static final long serialVersionUID = 1;
    final transient Diagnostic diagnostic;

    Bad(SourceRange range, String summary, String detail) {
      super(summary, null, false, false);
      this.diagnostic = new Diagnostic(range, summary, detail);
    }
  }

  private final String source;
  private final TokenCursor cursor;
  private final Diagnostics escapes = new Diagnostics();

  private LooseParser(String source, List<Token> tokens) {
    this.source = source;
    this.cursor = new TokenCursor(tokens);
    cursor.pushNewlines(false);
  }

  /** Parses a whole file; with diagnostics the tree is empty. */
  public static Parser.Result<ObjectOf> parse(String file, String source) {
    SourceRange start = new SourceRange(file, Position.START, Position.START);
    ObjectOf empty = new ObjectOf(List.of(), start);
    if (source.length() > Parser.SOURCE_MAX) {
      return new Parser.Result<>(
          empty,
          List.of(
              new Diagnostic(
                  start,
                  "Source too large",
                  "At most " + Parser.SOURCE_MAX + " characters are read.")));
    }
    LooseParser parser = new LooseParser(source, Lexer.tokens(file, source));
    try {
      ObjectOf object = parser.items(EOF, start);
      return parser.escapes.isEmpty()
          ? new Parser.Result<>(object, List.of())
          : new Parser.Result<>(empty, parser.escapes.toList());
    } catch (Bad e) {
      return new Parser.Result<>(empty, List.of(e.diagnostic));
    } catch (TokenCursor.TooDeep e) {
      return new Parser.Result<>(
          empty,
          List.of(
              new Diagnostic(
                  e.range,
                  "Nesting too deep",
                  "Blocks may be nested at most " + TokenCursor.DEPTH_MAX + " levels deep.")));
    }
  }

  private ObjectOf items(TokenType end, SourceRange open) {
    cursor.descend();
    List<Item> items = new ArrayList<>();
    while (!cursor.peekIs(end)) {
      if (cursor.peekIs(COMMA) && !items.isEmpty()) {
        cursor.read();
      } else {
        items.add(item());
      }
    }
    cursor.ascend();
    return new ObjectOf(items, SourceRange.between(open, cursor.read().range()));
  }

  private Item item() {
    SourceRange start = cursor.peek().range();
    List<String> keys = new ArrayList<>();
    while (true) {
      Token token = cursor.peek();
      switch (token.type()) {
        case IDENT -> keys.add(name());
        case O_QUOTE -> keys.add(quoted());
        case EQUAL -> {
          if (keys.size() != 1) {
            throw new Bad(
                token.range(), "Unexpected equals sign", "One key is expected before it.");
          }
          cursor.read();
          return new Item(keys, value(), SourceRange.between(start, cursor.previousRange()));
        }
        case O_BRACE -> {
          if (keys.isEmpty()) {
            throw new Bad(token.range(), "Missing key", "A block needs a name.");
          }
          SourceRange open = cursor.read().range();
          ObjectOf object = items(C_BRACE, open);
          return new Item(keys, object, SourceRange.between(start, object.range()));
        }
        case EOF ->
            throw new Bad(
                token.range(),
                "Unexpected end of file",
                keys.isEmpty()
                    ? "A closing brace is missing."
                    : "A value or a block is expected behind a key.");
        default ->
            throw new Bad(
                token.range(),
                "Unexpected character",
                "Found "
                    + GoText.quote(token.text())
                    + " where "
                    + (keys.isEmpty() ? "a key" : "an equals sign or an opening brace")
                    + " is expected.");
      }
    }
  }

  /** A bare key; dots belong to it. */
  private String name() {
    int start = cursor.read().range().start().offset();
    int end = cursor.previousRange().end().offset();
    while (cursor.peekIs(DOT) && cursor.peek().range().start().offset() == end) {
      cursor.read();
      end = cursor.previousRange().end().offset();
      Token next = cursor.peek();
      if ((next.type() == IDENT || next.type() == NUMBER) && next.range().start().offset() == end) {
        cursor.read();
        end = cursor.previousRange().end().offset();
      }
    }
    return source.substring(start, end);
  }

  private LooseValue value() {
    Token token = cursor.peek();
    switch (token.type()) {
      case O_QUOTE -> {
        return new Scalar(quoted(), SourceRange.between(token.range(), cursor.previousRange()));
      }
      case O_HEREDOC -> {
        return heredoc();
      }
      case NUMBER, MINUS, DOT -> {
        return number();
      }
      case IDENT -> {
        cursor.read();
        return switch (token.text()) {
          case "true" -> new Scalar(true, token.range());
          case "false" -> new Scalar(false, token.range());
          default ->
              throw new Bad(
                  token.range(),
                  "Unexpected name",
                  "A value is expected; texts need quotes: " + GoText.quote(token.text()) + ".");
        };
      }
      case O_BRACKET -> {
        return list();
      }
      case O_BRACE -> {
        return items(C_BRACE, cursor.read().range());
      }
      default ->
          throw new Bad(
              token.range(),
              "Unexpected character",
              "Found " + GoText.quote(token.text()) + " where a value is expected.");
    }
  }

  private LooseValue number() {
    Token first = cursor.read();
    boolean negative = first.type() == MINUS;
    Token digits = negative ? cursor.read() : first;
    Value.Num number =
        digits.type() == NUMBER ? Numbers.parse((negative ? "-" : "") + digits.text()) : null;
    if (number == null || number.infinite() != 0) {
      throw new Bad(first.range(), "Invalid number", "This is not a number.");
    }
    BigDecimal value = number.value();
    return new Scalar(value, SourceRange.between(first.range(), digits.range()));
  }

  private LooseValue list() {
    SourceRange open = cursor.read().range();
    cursor.descend();
    List<LooseValue> items = new ArrayList<>();
    while (!cursor.peekIs(C_BRACKET)) {
      items.add(value());
      Token next = cursor.peek();
      if (next.type() == COMMA) {
        cursor.read();
      } else if (next.type() != C_BRACKET) {
        throw new Bad(
            next.range(), "Missing comma", "A comma or a closing bracket is expected here.");
      }
    }
    cursor.ascend();
    return new ListOf(items, SourceRange.between(open, cursor.read().range()));
  }

  /** A text in quotes; {@code ${...}} in it is kept as it is written. */
  private String quoted() {
    Token open = cursor.read();
    int start = open.range().end().offset();
    int depth = 0;
    while (true) {
      Token token = cursor.read();
      switch (token.type()) {
        case O_QUOTE, INTERPOLATION, CONTROL -> depth++;
        case SEQUENCE_END -> depth--;
        case C_QUOTE -> {
          if (depth-- == 0) {
            int end = token.range().start().offset();
            Position from = open.range().end();
            return StringLiterals.quoted(
                new Token(
                    QUOTED_TEXT,
                    source.substring(start, end),
                    new SourceRange(open.range().file(), from, token.range().start())),
                escapes);
          }
        }
        case QUOTED_NEWLINE, EOF ->
            throw new Bad(open.range(), "Literal not terminated", "The closing quote is missing.");
        default -> {}
      }
    }
  }

  private LooseValue heredoc() {
    Token open = cursor.read();
    int start = open.range().end().offset();
    int depth = 0;
    while (true) {
      Token token = cursor.read();
      switch (token.type()) {
        case INTERPOLATION, CONTROL -> depth++;
        case SEQUENCE_END -> depth--;
        case C_HEREDOC -> {
          if (depth == 0) {
            String text = source.substring(start, token.range().start().offset());
            // The indentation before the marker belongs to the marker.
            String body = text.substring(0, text.lastIndexOf('\n') + 1);
            boolean indented = open.text().startsWith("<<-");
            return new Scalar(
                indented ? unindented(body) : body,
                SourceRange.between(open.range(), token.range()));
          }
        }
        case EOF -> throw new Bad(open.range(), "Heredoc not terminated", "Its marker is missing.");
        default -> {}
      }
    }
  }

  private static String unindented(String body) {
    List<String> lines = body.lines().toList();
    int shared =
        lines.stream()
            .filter(line -> !line.isBlank())
            .mapToInt(line -> line.length() - GoSpace.trimLeft(line).length())
            .min()
            .orElse(0);
    StringBuilder text = new StringBuilder();
    lines.forEach(
        line -> text.append(line.substring(Math.min(shared, line.length()))).append('\n'));
    return text.toString();
  }
}
