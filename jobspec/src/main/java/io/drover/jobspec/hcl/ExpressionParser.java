package io.drover.jobspec.hcl;

import static io.drover.jobspec.hcl.TokenType.*;

import io.drover.jobspec.hcl.Expression.Operator;
import io.drover.jobspec.hcl.Expression.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recursive descent over the expressions; depth is bounded by the cursor. */
final class ExpressionParser {

  /** The links of one chain such as {@code a.b[0].c}; real ones have some ten. */
  private static final int LINKS_MAX = 1_000;

  private static final String FOR_SUMMARY = "Invalid 'for' expression";

  private final TokenCursor cursor;
  private final Diagnostics diagnostics;
  private final TemplateParser templates;

  ExpressionParser(TokenCursor cursor, Diagnostics diagnostics) {
    this.cursor = cursor;
    this.diagnostics = diagnostics;
    this.templates = new TemplateParser(cursor, diagnostics, this);
  }

  StringLiterals.Quoted parseQuotedLabel() {
    return templates.parseLabel();
  }

  Expression parse() {
    cursor.descend();
    Expression condition = parseBinary(1);
    Expression result = condition;
    if (cursor.peekIs(QUESTION)) {
      cursor.read();
      result = finishConditional(condition);
    }
    cursor.ascend();
    return result;
  }

  private Expression finishConditional(Expression condition) {
    int before = diagnostics.size();
    Expression yes = parse();
    if (failedSince(before)) {
      return condition;
    }
    Token colon = cursor.peek();
    if (colon.type() != COLON) {
      complain(
          colon,
          "Missing false expression in conditional",
          "The conditional operator (...?...:...) requires a false expression, delimited by a"
              + " colon.");
      return condition;
    }
    cursor.read();
    Expression no = parse();
    return new Expression.Conditional(
        condition, yes, no, SourceRange.between(condition.range(), no.range()));
  }

  private boolean failedSince(int count) {
    return cursor.recovering() && diagnostics.size() > count;
  }

  private void complain(Token token, String summary, String detail) {
    if (!cursor.recovering()) {
      diagnostics.add(token.range(), summary, detail);
    }
    cursor.setRecovering();
  }

  private Expression parseBinary(int binding) {
    Expression left = parseTermWithSteps();
    while (true) {
      Operator operator = operator(cursor.peek().type());
      if (operator == null || operator.binding < binding) {
        return left;
      }
      cursor.read();
      Expression right = parseBinary(operator.binding + 1);
      left =
          new Expression.Binary(
              operator, left, right, SourceRange.between(left.range(), right.range()));
    }
  }

  private static @Nullable Operator operator(TokenType type) {
    return switch (type) {
      case OR -> Operator.OR;
      case AND -> Operator.AND;
      case EQUAL_OP -> Operator.EQUAL;
      case NOT_EQUAL -> Operator.NOT_EQUAL;
      case GREATER -> Operator.GREATER;
      case GREATER_EQ -> Operator.GREATER_EQ;
      case LESS -> Operator.LESS;
      case LESS_EQ -> Operator.LESS_EQ;
      case PLUS -> Operator.ADD;
      case MINUS -> Operator.SUBTRACT;
      case STAR -> Operator.MULTIPLY;
      case SLASH -> Operator.DIVIDE;
      case PERCENT -> Operator.MODULO;
      default -> null;
    };
  }

  private Expression parseTermWithSteps() {
    cursor.descend();
    Expression term = parseSteps(parseTerm());
    cursor.ascend();
    return term;
  }

  private Expression parseTerm() {
    Token start = cursor.peek();
    switch (start.type()) {
      case O_PAREN -> {
        return parseParens();
      }
      case NUMBER -> {
        cursor.read();
        return number(start);
      }
      case IDENT -> {
        cursor.read();
        if (cursor.peekIs(O_PAREN)) {
          return parseCall(start);
        }
        return switch (start.text()) {
          case "true" -> new Expression.Literal(Value.of(true), start.range());
          case "false" -> new Expression.Literal(Value.of(false), start.range());
          case "null" -> new Expression.Literal(Value.nil(), start.range());
          default ->
              new Expression.Traversal(start.text(), start.range(), List.of(), start.range());
        };
      }
      case O_QUOTE, O_HEREDOC -> {
        return templates.parse();
      }
      case MINUS, BANG -> {
        cursor.read();
        Expression operand = parseTermWithSteps();
        return new Expression.Unary(
            start.type() == MINUS,
            operand,
            SourceRange.between(start.range(), operand.range()),
            start.range());
      }
      case O_BRACKET -> {
        return parseTuple();
      }
      case O_BRACE -> {
        return parseObject();
      }
      default -> {
        complain(
            start,
            "Invalid expression",
            "Expected the start of an expression, but found an invalid expression token.");
        return unknown(start.range());
      }
    }
  }

  private static Expression unknown(SourceRange range) {
    return new Expression.Literal(Value.unknown(), range);
  }

  private Expression number(Token token) {
    Value value = Numbers.parse(token.text());
    if (value == null) {
      diagnostics.add(
          token.range(),
          "Invalid number literal",
          "Failed to recognize the value of this number literal.");
      return unknown(token.range());
    }
    return new Expression.Literal(value, token.range());
  }

  private Expression parseParens() {
    Token open = cursor.read();
    cursor.pushNewlines(false);
    int before = diagnostics.size();
    Expression inner = parse();
    if (failedSince(before)) {
      cursor.recover(C_PAREN);
      cursor.popNewlines();
      return inner;
    }
    Token close = cursor.peek();
    if (close.type() != C_PAREN) {
      complain(
          close,
          "Unbalanced parentheses",
          "Expected a closing parenthesis to terminate the expression.");
    }
    cursor.read();
    cursor.popNewlines();
    return new Expression.Parens(inner, SourceRange.between(open.range(), close.range()));
  }

  private Expression parseSteps(Expression from) {
    Expression result = from;
    int links = 0;
    while (true) {
      Token next = cursor.peek();
      checkLinks(++links, next);
      if (next.type() == DOT) {
        cursor.read();
        Expression extended = parseDot(result, next);
        if (extended == null) {
          return result;
        }
        result = extended;
      } else if (next.type() == O_BRACKET) {
        int before = diagnostics.size();
        result = parseIndex(result);
        if (failedSince(before)) {
          return result;
        }
      } else {
        return result;
      }
    }
  }

  /** Each link copies those before it, so a chain is bounded like nesting is. */
  private static void checkLinks(int links, Token next) {
    if (links > LINKS_MAX) {
      throw new TokenCursor.TooDeep(next.range());
    }
  }

  private @Nullable Expression parseDot(Expression from, Token dot) {
    Token name = cursor.peek();
    SourceRange range = SourceRange.between(dot.range(), name.range());
    switch (name.type()) {
      case IDENT -> {
        cursor.read();
        return step(from, new Step.Attr(name.text(), range));
      }
      case NUMBER -> {
        cursor.read();
        return legacyIndex(from, dot, name);
      }
      case STAR -> {
        cursor.read();
        return parseSplat(from, range, false);
      }
      default -> {
        complain(name, "Invalid attribute name", "An attribute name is required after a dot.");
        return null;
      }
    }
  }

  /** {@code a.0} and, as the lexer sees one number there, {@code a.0.1}. */
  private Expression legacyIndex(Expression from, Token dot, Token number) {
    SourceRange range = SourceRange.between(dot.range(), number.range());
    Expression result = from;
    for (String part : number.text().split("\\.", -1)) {
      Value key = part.chars().allMatch(c -> c >= '0' && c <= '9') ? Numbers.parse(part) : null;
      if (key == null) {
        diagnostics.add(
            number.range(),
            "Invalid attribute name",
            "Attribute names must start with a letter or an underscore.");
        return result;
      }
      result = step(result, new Step.Index(key, range));
    }
    return result;
  }

  private static Expression step(Expression from, Step step) {
    SourceRange range = SourceRange.between(from.range(), step.range());
    return switch (from) {
      case Expression.Traversal t ->
          new Expression.Traversal(t.root(), t.rootRange(), plus(t.steps(), step), range);
      case Expression.RelativeTraversal t ->
          new Expression.RelativeTraversal(t.source(), plus(t.steps(), step), range);
      default -> new Expression.RelativeTraversal(from, List.of(step), range);
    };
  }

  private static List<Step> plus(List<Step> steps, Step step) {
    List<Step> all = new ArrayList<>(steps.size() + 1);
    all.addAll(steps);
    all.add(step);
    return all;
  }

  private Expression parseIndex(Expression from) {
    Token open = cursor.read();
    cursor.pushNewlines(false);
    if (cursor.peekIs(STAR)) {
      cursor.read();
      Token close = cursor.peek();
      if (close.type() != C_BRACKET) {
        complain(
            close,
            "Missing close bracket on splat index",
            "The star for a full splat operator must be immediately followed by a closing bracket"
                + " (\"]\").");
        cursor.recover(C_BRACKET);
      } else {
        cursor.read();
      }
      cursor.popNewlines();
      return parseSplat(from, SourceRange.between(open.range(), close.range()), true);
    }
    int before = diagnostics.size();
    Expression key = parse();
    if (failedSince(before)) {
      cursor.recover(C_BRACKET);
      cursor.popNewlines();
      return from;
    }
    Token close = cursor.peek();
    if (close.type() != C_BRACKET) {
      complain(
          close,
          "Missing close bracket on index",
          "The index operator must end with a closing bracket (\"]\").");
      cursor.recover(C_BRACKET);
    } else {
      cursor.read();
    }
    cursor.popNewlines();
    SourceRange brackets = SourceRange.between(open.range(), close.range());
    Value literal = literalKey(key);
    return literal != null
        ? step(from, new Step.Index(literal, brackets))
        : new Expression.Index(
            from, key, SourceRange.between(from.range(), close.range()), brackets);
  }

  private static @Nullable Value literalKey(Expression key) {
    if (key instanceof Expression.Literal(Value value, SourceRange r)
        && (value instanceof Value.Num || value instanceof Value.Text)) {
      return value;
    }
    if (key instanceof Expression.Template template && template.literalText() != null) {
      return Value.of(template.literalText());
    }
    return null;
  }

  /** What follows {@code [*]} belongs to each element; behind {@code .*} only attributes do. */
  private Expression parseSplat(Expression from, SourceRange marker, boolean full) {
    Expression.SplatItem item = new Expression.SplatItem(marker);
    Expression each = item;
    cursor.descend();
    int links = 0;
    while (true) {
      Token next = cursor.peek();
      checkLinks(++links, next);
      if (next.type() == DOT) {
        cursor.read();
        Expression extended = parseDot(each, next);
        if (extended == null) {
          break;
        }
        each = extended;
      } else if (full && next.type() == O_BRACKET) {
        int before = diagnostics.size();
        each = parseIndex(each);
        if (failedSince(before)) {
          break;
        }
      } else {
        break;
      }
    }
    cursor.ascend();
    return new Expression.Splat(
        from, each, item, SourceRange.between(from.range(), each.range()), marker);
  }

  private Expression parseCall(Token name) {
    Token open = cursor.read();
    List<Expression> arguments = new ArrayList<>();
    boolean expand = false;
    SourceRange close;
    cursor.pushNewlines(false);
    while (true) {
      if (cursor.peekIs(C_PAREN)) {
        close = cursor.read().range();
        break;
      }
      int before = diagnostics.size();
      arguments.add(parse());
      if (failedSince(before)) {
        close = cursor.recover(C_PAREN).range();
        break;
      }
      Token separator = cursor.read();
      if (separator.type() == C_PAREN) {
        close = separator.range();
        break;
      }
      if (separator.type() == ELLIPSIS) {
        expand = true;
        close = endOfExpansion();
        break;
      }
      if (separator.type() != COMMA) {
        complain(
            separator,
            "Missing argument separator",
            "A comma is required to separate each function argument from the next.");
        close = cursor.recover(C_PAREN).range();
        break;
      }
    }
    cursor.popNewlines();
    return new Expression.Call(name.text(), name.range(), arguments, expand, open.range(), close);
  }

  private SourceRange endOfExpansion() {
    Token close = cursor.peek();
    if (close.type() == C_PAREN) {
      return cursor.read().range();
    }
    complain(
        close,
        "Missing closing parenthesis",
        "An expanded function argument (with ...) must be immediately followed by closing"
            + " parentheses.");
    return cursor.recover(C_PAREN).range();
  }

  private Expression parseTuple() {
    Token open = cursor.read();
    cursor.pushNewlines(false);
    if (cursor.peekIsKeyword("for")) {
      Expression result = parseFor(open, C_BRACKET);
      cursor.popNewlines();
      return result;
    }
    List<Expression> items = new ArrayList<>();
    SourceRange close;
    while (true) {
      if (cursor.peekIs(C_BRACKET)) {
        close = cursor.read().range();
        break;
      }
      int before = diagnostics.size();
      items.add(parse());
      if (failedSince(before)) {
        close = cursor.recover(C_BRACKET).range();
        break;
      }
      Token next = cursor.peek();
      if (next.type() == COMMA) {
        cursor.read();
      } else if (next.type() != C_BRACKET) {
        complain(
            next,
            "Missing item separator",
            "Expected a comma to mark the beginning of the next item.");
        close = cursor.recover(C_BRACKET).range();
        break;
      }
    }
    cursor.popNewlines();
    return new Expression.Tuple(items, SourceRange.between(open.range(), close), open.range());
  }

  private Expression parseObject() {
    Token open = cursor.read();
    cursor.pushNewlines(false);
    if (cursor.peekIsKeyword("for")) {
      Expression result = parseFor(open, C_BRACE);
      cursor.popNewlines();
      return result;
    }
    cursor.popNewlines();
    cursor.pushNewlines(true);
    List<Expression.ObjectItem> items = new ArrayList<>();
    SourceRange close = null;
    while (close == null) {
      if (cursor.peekIs(NEWLINE)) {
        cursor.read();
      } else if (cursor.peekIs(C_BRACE)) {
        close = cursor.read().range();
      } else if (!parseObjectItem(items)) {
        close = cursor.recover(C_BRACE).range();
      }
    }
    cursor.popNewlines();
    return new Expression.ObjectCons(items, SourceRange.between(open.range(), close), open.range());
  }

  private boolean parseObjectItem(List<Expression.ObjectItem> items) {
    int before = diagnostics.size();
    Expression key = parse();
    if (failedSince(before)) {
      return false;
    }
    Token separator = cursor.peek();
    if (separator.type() != EQUAL && separator.type() != COLON) {
      missingValue(separator);
      return false;
    }
    cursor.read();
    Expression value = parse();
    if (failedSince(before)) {
      return false;
    }
    items.add(new Expression.ObjectItem(key, value));
    Token next = cursor.peek();
    if (next.type() == COMMA || next.type() == NEWLINE) {
      cursor.read();
    } else if (next.type() != C_BRACE) {
      complain(
          next,
          "Missing attribute separator",
          "Expected a newline or comma to mark the beginning of the next attribute.");
      return false;
    }
    return true;
  }

  private void missingValue(Token token) {
    switch (token.type()) {
      case NEWLINE, COMMA ->
          complain(
              token,
              "Missing attribute value",
              "Expected an attribute value, introduced by an equals sign (\"=\").");
      case IDENT ->
          complain(
              token,
              "Missing key/value separator",
              "Expected an equals sign (\"=\") to mark the beginning of the attribute value. If you"
                  + " intended to given an attribute name containing periods or spaces, write the"
                  + " name in quotes to create a string literal.");
      default ->
          complain(
              token,
              "Missing key/value separator",
              "Expected an equals sign (\"=\") to mark the beginning of the attribute value.");
    }
  }

  private Expression parseFor(Token open, TokenType end) {
    cursor.read();
    Token first = cursor.peek();
    if (first.type() != IDENT) {
      return badFor(first, end, "For expression requires variable name after 'for'.");
    }
    cursor.read();
    String keyName = null;
    String valueName = first.text();
    if (cursor.peekIs(COMMA)) {
      cursor.read();
      Token second = cursor.peek();
      if (second.type() != IDENT) {
        return badFor(second, end, "For expression requires value variable name after comma.");
      }
      cursor.read();
      keyName = valueName;
      valueName = second.text();
    }
    if (!cursor.peekIsKeyword("in")) {
      return badFor(
          cursor.peek(),
          end,
          "For expression requires the 'in' keyword after its name declarations.");
    }
    cursor.read();
    int before = diagnostics.size();
    Expression collection = parse();
    if (failedSince(before)) {
      return unknown(cursor.recover(end).range());
    }
    if (!cursor.peekIs(COLON)) {
      return badFor(
          cursor.peek(), end, "For expression requires a colon after the collection expression.");
    }
    cursor.read();
    return finishFor(open, end, keyName, valueName, collection);
  }

  private Expression finishFor(
      Token open,
      TokenType end,
      @Nullable String keyName,
      String valueName,
      Expression collection) {
    int before = diagnostics.size();
    Expression key = null;
    Expression value = parse();
    if (failedSince(before)) {
      return unknown(cursor.recover(end).range());
    }
    if (cursor.peekIs(FAT_ARROW)) {
      if (end != C_BRACE) {
        return badFor(cursor.peek(), end, "Key expression is not valid when building a tuple.");
      }
      cursor.read();
      key = value;
      value = parse();
    } else if (end == C_BRACE) {
      if (!cursor.recovering()) {
        diagnostics.add(
            value.range(), FOR_SUMMARY, "Key expression is required when building an object.");
      }
      return unknown(cursor.recover(end).range());
    }
    boolean group = false;
    if (cursor.peekIs(ELLIPSIS)) {
      if (end != C_BRACE) {
        return badFor(
            cursor.peek(), end, "Grouping ellipsis (...) cannot be used when building a tuple.");
      }
      cursor.read();
      group = true;
    }
    Expression condition = null;
    if (cursor.peekIsKeyword("if")) {
      cursor.read();
      condition = parse();
    }
    if (failedSince(before)) {
      return unknown(cursor.recover(end).range());
    }
    Token close = cursor.peek();
    if (close.type() != end) {
      return badFor(close, end, "Extra characters after the end of the 'for' expression.");
    }
    cursor.read();
    return new Expression.For(
        keyName,
        valueName,
        collection,
        key,
        value,
        condition,
        group,
        SourceRange.between(open.range(), close.range()),
        open.range());
  }

  private Expression badFor(Token token, TokenType end, String detail) {
    complain(token, FOR_SUMMARY, detail);
    return unknown(cursor.recover(end).range());
  }
}
