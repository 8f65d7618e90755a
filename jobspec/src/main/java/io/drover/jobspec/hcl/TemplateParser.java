package io.drover.jobspec.hcl;

import static io.drover.jobspec.hcl.TokenType.*;

import io.drover.contract.json.GoText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Quoted strings and heredocs. First reads a flat list of texts, interpolations and directives,
 * cuts white space as the trim markers and an indented heredoc ask for, then builds the tree of
 * nested directives.
 */
final class TemplateParser {

  static final String MULTI_LINE =
      "Quoted strings may not be split over multiple lines. To produce a multi-line string, either"
          + " use the \\n escape to represent a newline character or use the \"heredoc\""
          + " multi-line template syntax.";

  private sealed interface Part {
    SourceRange range();
  }

  private static final class Text implements Part {
    String value;
    final SourceRange range;

    Text(String value, SourceRange range) {
      this.value = value;
      this.range = range;
    }

    @Override
    public SourceRange range() {
      return range;
    }
  }

  private record Interpolation(Expression expression, SourceRange range) implements Part {}

  private record If(Expression condition, SourceRange range) implements Part {}

  private record ForEach(
      @Nullable String key, String value, Expression collection, SourceRange range)
      implements Part {}

  /** else, endif or endfor. */
  private record Keyword(String word, SourceRange range) implements Part {}

  private record End(SourceRange range) implements Part {}

  private final TokenCursor cursor;
  private final Diagnostics diagnostics;
  private final ExpressionParser expressions;

  TemplateParser(TokenCursor cursor, Diagnostics diagnostics, ExpressionParser expressions) {
    this.cursor = cursor;
    this.diagnostics = diagnostics;
    this.expressions = expressions;
  }

  /** A block's label in quotes, in which nothing but text may be. */
  StringLiterals.Quoted parseLabel() {
    Token open = cursor.read();
    StringBuilder text = new StringBuilder();
    while (true) {
      Token token = cursor.read();
      switch (token.type()) {
        case C_QUOTE -> {
          return new StringLiterals.Quoted(
              text.toString(), SourceRange.between(open.range(), token.range()));
        }
        case QUOTED_TEXT -> text.append(StringLiterals.quoted(token, diagnostics));
        case INTERPOLATION, CONTROL -> {
          String introducer = token.type() == INTERPOLATION ? "$" : "%";
          diagnostics.add(
              token.range(),
              "Invalid string literal",
              "Template sequences are not allowed in this string. To include a literal \""
                  + introducer
                  + "\", double it (as \""
                  + introducer
                  + introducer
                  + "\") to escape it.");
          return badLabel(open);
        }
        case EOF -> {
          diagnostics.add(
              token.range(),
              "Unterminated string literal",
              "Unable to find the closing quote mark before the end of the file.");
          return badLabel(open);
        }
        default -> {
          diagnostics.add(
              token.range(),
              token.type() == QUOTED_NEWLINE
                  ? "Invalid multi-line string"
                  : "Invalid string literal",
              token.type() == QUOTED_NEWLINE
                  ? MULTI_LINE
                  : "This item is not valid in a string literal.");
          return badLabel(open);
        }
      }
    }
  }

  private StringLiterals.Quoted badLabel(Token open) {
    cursor.recover(C_QUOTE);
    return new StringLiterals.Quoted("", open.range());
  }

  Expression parse() {
    Token open = cursor.read();
    boolean heredoc = open.type() == O_HEREDOC;
    List<Part> parts = new ArrayList<>();
    readParts(heredoc ? C_HEREDOC : C_QUOTE, parts);
    if (heredoc && open.text().startsWith("<<-")) {
      flush(parts);
    }
    SourceRange range = SourceRange.between(open.range(), cursor.previousRange());
    if (parts.size() == 2 && parts.getFirst() instanceof Interpolation only) {
      return new Expression.Wrapped(only.expression(), range);
    }
    if (parts.size() == 1) {
      // An empty text has a place too: the end of its closing quote.
      parts.addFirst(new Text("", parts.getFirst().range().endOnly()));
    }
    List<Expression> expressions = new Tree(parts).build();
    return new Expression.Template(expressions, range);
  }

  private void readParts(TokenType end, List<Part> parts) {
    boolean trimNext = false;
    while (true) {
      Token token = cursor.read();
      if (token.type() == end) {
        parts.add(new End(token.range()));
        return;
      }
      switch (token.type()) {
        case QUOTED_TEXT, HEREDOC_TEXT -> {
          String value =
              token.type() == QUOTED_TEXT
                  ? StringLiterals.quoted(token, diagnostics)
                  : StringLiterals.heredoc(token.text());
          parts.add(new Text(trimNext ? GoSpace.trimLeft(value) : value, token.range()));
          trimNext = false;
        }
        case INTERPOLATION, CONTROL -> {
          if (token.text().endsWith("~") && lastOf(parts) instanceof Text before) {
            before.value = GoSpace.trimRight(before.value);
          }
          cursor.pushNewlines(false);
          trimNext =
              token.type() == INTERPOLATION ? interpolation(token, parts) : directive(token, parts);
          cursor.popNewlines();
        }
        case QUOTED_NEWLINE -> {
          diagnostics.add(token.range(), "Invalid multi-line string", MULTI_LINE);
          parts.add(new End(cursor.recover(end).range()));
          return;
        }
        default -> {
          if (!cursor.recovering()) {
            diagnostics.add(
                token.range(),
                "Unterminated template string",
                "No closing marker was found for the string.");
          }
          parts.add(new End(token.range()));
          cursor.recover(end);
          return;
        }
      }
    }
  }

  private static @Nullable Part lastOf(List<Part> parts) {
    return parts.isEmpty() ? null : parts.getLast();
  }

  /** Reads up to the closing brace; true if the text behind it loses its leading space. */
  private boolean interpolation(Token open, List<Part> parts) {
    int before = diagnostics.size();
    Expression expression = expressions.parse();
    Token close = cursor.peek();
    if (close.type() != SEQUENCE_END) {
      if (!cursor.recovering()) {
        unclosedInterpolation(open, close);
      }
      close = cursor.recover(SEQUENCE_END);
    } else {
      cursor.read();
    }
    if (diagnostics.size() > before) {
      expression = new Expression.Literal(Value.unknown(), expression.range());
    }
    parts.add(new Interpolation(expression, SourceRange.between(open.range(), close.range())));
    return close.text().startsWith("~");
  }

  private void unclosedInterpolation(Token open, Token close) {
    switch (close.type()) {
      case EOF ->
          diagnostics.add(
              open.range(),
              "Unclosed template interpolation sequence",
              "There is no closing brace for this interpolation sequence before the end of the"
                  + " file. This might be caused by incorrect nesting inside the given expression.");
      case COLON ->
          diagnostics.add(
              close.range(),
              "Extra characters after interpolation expression",
              "Template interpolation doesn't expect a colon at this location. Did you intend this"
                  + " to be a literal sequence to be processed as part of another language? If so,"
                  + " you can escape it by starting with \"$${\" instead of just \"${\".");
      default ->
          diagnostics.add(
              close.range(),
              "Extra characters after interpolation expression",
              "Expected a closing brace to end the interpolation expression, but found extra"
                  + " characters.");
    }
  }

  private boolean directive(Token open, List<Part> parts) {
    Token keyword = cursor.peek();
    if (keyword.type() != IDENT) {
      if (!cursor.recovering()) {
        diagnostics.add(
            keyword.range(),
            "Invalid template directive",
            "A template directive keyword (\"if\", \"for\", etc) is expected at the beginning of a"
                + " %{ sequence.");
      }
      cursor.recover(SEQUENCE_END);
      return false;
    }
    cursor.read();
    Expression expression = null;
    List<String> names = new ArrayList<>();
    switch (keyword.text()) {
      case "if" -> expression = expressions.parse();
      case "for" -> expression = forHeader(names);
      case "else", "endif", "endfor" -> {}
      default -> {
        if (!cursor.recovering()) {
          diagnostics.add(
              keyword.range(),
              "Invalid template control keyword",
              GoText.quote(keyword.text()) + " is not a valid template control keyword.");
        }
        cursor.recover(SEQUENCE_END);
        return false;
      }
    }
    Token close = cursor.peek();
    if (close.type() != SEQUENCE_END) {
      if (!cursor.recovering()) {
        diagnostics.add(
            close.range(),
            "Extra characters in " + keyword.text() + " marker",
            "Expected a closing brace to end the sequence, but found extra characters.");
      }
      close = cursor.recover(SEQUENCE_END);
    } else {
      cursor.read();
    }
    SourceRange range = SourceRange.between(open.range(), close.range());
    parts.add(directivePart(keyword.text(), expression, names, range));
    return close.text().startsWith("~");
  }

  private static Part directivePart(
      String keyword, @Nullable Expression expression, List<String> names, SourceRange range) {
    if (expression == null) {
      return new Keyword(keyword, range);
    }
    if (keyword.equals("if")) {
      return new If(expression, range);
    }
    return names.size() > 1
        ? new ForEach(names.get(0), names.get(1), expression, range)
        : new ForEach(null, names.isEmpty() ? "" : names.getFirst(), expression, range);
  }

  private Expression forHeader(List<String> names) {
    String detail = "For directive requires variable name after 'for'.";
    while (true) {
      Token name = cursor.peek();
      if (name.type() != IDENT) {
        return badFor(name, detail);
      }
      cursor.read();
      names.add(name.text());
      if (!cursor.peekIs(COMMA) || names.size() == 2) {
        break;
      }
      cursor.read();
      detail = "For directive requires value variable name after comma.";
    }
    if (!cursor.peekIsKeyword("in")) {
      return badFor(cursor.peek(), "For directive requires 'in' keyword after names.");
    }
    cursor.read();
    return expressions.parse();
  }

  private Expression badFor(Token token, String detail) {
    if (!cursor.recovering()) {
      diagnostics.add(token.range(), "Invalid 'for' directive", detail);
    }
    cursor.setRecovering();
    return new Expression.Literal(Value.unknown(), token.range());
  }

  /** Takes the indentation that all lines share away. Lines of white space only do not count. */
  private static void flush(List<Part> parts) {
    int shared = Integer.MAX_VALUE;
    boolean lineStart = true;
    List<Text> starts = new ArrayList<>();
    for (Part part : parts) {
      if (lineStart) {
        lineStart = false;
        int spaces = 0;
        if (part instanceof Text text) {
          String trimmed = GoSpace.trimLeft(text.value);
          if (trimmed.isEmpty() && text.value.endsWith("\n")) {
            spaces = Integer.MAX_VALUE;
          } else {
            spaces = text.value.length() - trimmed.length();
            starts.add(text);
          }
        } else if (part instanceof End) {
          break;
        }
        shared = Math.min(shared, spaces);
      }
      if (part instanceof Text text && text.value.endsWith("\n")) {
        lineStart = true;
      }
    }
    for (Text text : starts) {
      text.value = text.value.substring(Math.min(shared, text.value.length()));
    }
  }

  /** Nests the directives of a flat list of parts. */
  private final class Tree {
    private final List<Part> parts;
    private int next;

    Tree(List<Part> parts) {
      this.parts = parts;
    }

    List<Expression> build() {
      List<Expression> all = new ArrayList<>();
      while (!(parts.get(next) instanceof End)) {
        Expression expression = one();
        if (expression == null) {
          break;
        }
        all.add(expression);
      }
      return all;
    }

    private @Nullable Expression one() {
      Part part = parts.get(next++);
      return switch (part) {
        case Text text -> new Expression.Literal(Value.ofNormalized(text.value), text.range);
        case Interpolation i -> i.expression();
        case If i -> ifElse(i);
        case ForEach f -> forEach(f);
        case Keyword k -> {
          next--;
          unexpected(k);
          yield null;
        }
        case End e -> throw new IllegalStateException("read past the end of a template");
      };
    }

    private @Nullable Expression ifElse(If start) {
      cursor.descend();
      List<Expression> yes = new ArrayList<>();
      List<Expression> no = new ArrayList<>();
      List<Expression> current = yes;
      boolean seenElse = false;
      SourceRange end = start.range();
      while (true) {
        Part part = parts.get(next);
        if (part instanceof End) {
          missingEnd("if", "endif", start.range(), part.range());
          return null;
        }
        if (part instanceof Keyword(String word, SourceRange range)) {
          if (word.equals("endif")) {
            next++;
            end = range;
            break;
          }
          if (word.equals("else") && !seenElse) {
            next++;
            seenElse = true;
            current = no;
            continue;
          }
          if (word.equals("else")) {
            complain(
                range,
                "Unexpected else directive",
                "Already in the else clause for the if started at " + start.range() + ".");
          } else {
            complain(
                range,
                "Unexpected " + word + " directive",
                "Expecting an endif directive for the if started at " + start.range() + ".");
          }
          return null;
        }
        Expression expression = one();
        if (expression == null) {
          return null;
        }
        current.add(expression);
      }
      cursor.ascend();
      SourceRange whole = SourceRange.between(start.range(), end);
      return new Expression.Conditional(
          start.condition(),
          new Expression.Template(yes, whole),
          new Expression.Template(no, whole),
          whole);
    }

    private @Nullable Expression forEach(ForEach start) {
      cursor.descend();
      List<Expression> content = new ArrayList<>();
      SourceRange end = start.range();
      while (true) {
        Part part = parts.get(next);
        if (part instanceof End) {
          missingEnd("for", "endfor", start.range(), part.range());
          return null;
        }
        if (part instanceof Keyword(String word, SourceRange range)) {
          if (word.equals("endfor")) {
            next++;
            end = range;
            break;
          }
          complain(
              range,
              "Unexpected " + word + " directive",
              word.equals("else")
                  ? "An else clause is not expected for a for directive."
                  : "Expecting an endfor directive corresponding to the for directive at "
                      + start.range()
                      + ".");
          return null;
        }
        Expression expression = one();
        if (expression == null) {
          return null;
        }
        content.add(expression);
      }
      cursor.ascend();
      SourceRange whole = SourceRange.between(start.range(), end);
      return new Expression.Joined(
          new Expression.For(
              start.key(),
              start.value(),
              start.collection(),
              null,
              new Expression.Template(content, whole),
              null,
              false,
              whole,
              start.range()));
    }

    private void unexpected(Keyword keyword) {
      complain(
          keyword.range(),
          "Unexpected " + keyword.word() + " directive",
          "The control directives within this template are unbalanced.");
    }

    private void missingEnd(String word, String closing, SourceRange start, SourceRange at) {
      complain(
          at,
          "Unexpected end of template",
          "The "
              + word
              + " directive at "
              + start
              + " is missing its corresponding "
              + closing
              + " directive.");
    }

    private void complain(SourceRange range, String summary, String detail) {
      diagnostics.add(range, summary, detail);
    }
  }
}
