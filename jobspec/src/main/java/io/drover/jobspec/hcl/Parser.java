package io.drover.jobspec.hcl;

import static io.drover.jobspec.hcl.TokenType.*;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses a text to a {@link Body} or a single {@link Expression}. Never throws for a text: what is
 * wrong is in the diagnostics, and the tree holds what could be read. Confined to one thread.
 */
public final class Parser {

  /**
   * The longest text, in UTF-16 units: four times the megabyte that a server keeps of a submitted
   * job by default.
   */
  public static final int SOURCE_MAX = 4 * 1024 * 1024;

  /** What came out of a text. The tree is worth using only without diagnostics. */
  public record Result<T>(T tree, List<Diagnostic> diagnostics) {
    public Result {
      diagnostics = List.copyOf(diagnostics);
    }
  }

  private static final String ITEM_SUMMARY = "Argument or block definition required";
  private static final String ITEM_DETAIL = "An argument or block definition is required here.";
  private static final String ITEM_DETAIL_EQUALS =
      ITEM_DETAIL
          + " To set an argument, use the equals sign \"=\" to introduce the argument value.";

  private final TokenCursor cursor;
  private final Diagnostics diagnostics;
  private final ExpressionParser expressions;

  private Parser(List<Token> tokens, Diagnostics diagnostics) {
    this.cursor = new TokenCursor(tokens);
    this.diagnostics = diagnostics;
    this.expressions = new ExpressionParser(cursor, diagnostics);
  }

  /** Parses a whole file. */
  public static Result<Body> body(String file, String source) {
    return parse(
        file, source, p -> p.parseBody(EOF), range -> new Body(List.of(), List.of(), range, range));
  }

  /** Parses a text that is one expression, such as the value of a variable given by itself. */
  public static Result<Expression> expression(String file, String source) {
    return parse(
        file,
        source,
        Parser::parseSingleExpression,
        range -> new Expression.Literal(Value.unknown(), range));
  }

  private static <T> Result<T> parse(
      String file,
      String source,
      java.util.function.Function<Parser, T> rule,
      java.util.function.Function<SourceRange, T> empty) {
    Diagnostics diagnostics = new Diagnostics();
    SourceRange start = new SourceRange(file, Position.START, Position.START);
    if (source.length() > SOURCE_MAX) {
      diagnostics.add(
          start,
          "Source too large",
          "The text has " + source.length() + " characters; at most " + SOURCE_MAX + " are read.");
      return new Result<>(empty.apply(start), diagnostics.toList());
    }
    List<Token> tokens = Lexer.tokens(file, source);
    InvalidTokens.report(tokens, diagnostics);
    try {
      T tree = rule.apply(new Parser(tokens, diagnostics));
      return new Result<>(tree, diagnostics.toList());
    } catch (TokenCursor.TooDeep e) {
      diagnostics.add(
          e.range,
          "Nesting too deep",
          "Blocks and expressions may be nested at most "
              + TokenCursor.DEPTH_MAX
              + " levels deep.");
      return new Result<>(empty.apply(start), diagnostics.toList());
    }
  }

  private Expression parseSingleExpression() {
    cursor.pushNewlines(false);
    Expression expression = expressions.parse();
    Token rest = cursor.peek();
    if (rest.type() != EOF && !cursor.recovering()) {
      diagnostics.add(
          rest.range(),
          "Extra characters after expression",
          "An expression was successfully parsed, but extra characters were found after it.");
    }
    return expression;
  }

  private Body parseBody(TokenType end) {
    cursor.descend();
    SourceRange start = cursor.previousRange();
    Map<String, Body.Attribute> attributes = new LinkedHashMap<>();
    List<Body.Block> blocks = new ArrayList<>();
    while (true) {
      Token next = cursor.peek();
      if (next.type() == end) {
        cursor.read();
        break;
      } else if (next.type() == NEWLINE) {
        cursor.read();
      } else if (next.type() == IDENT) {
        parseItem(attributes, blocks);
      } else if (next.type() == O_QUOTE) {
        diagnostics.add(
            next.range(), "Invalid argument name", "Argument names must not be quoted.");
        cursor.recoverAfterItem();
      } else {
        badItem(cursor.read());
        cursor.recover(end);
        break;
      }
    }
    cursor.ascend();
    SourceRange last = cursor.previousRange();
    return new Body(
        List.copyOf(attributes.values()), blocks, SourceRange.between(start, last), last);
  }

  private void badItem(Token bad) {
    if (!cursor.recovering()) {
      diagnostics.add(bad.range(), ITEM_SUMMARY, ITEM_DETAIL);
    }
  }

  private void parseItem(Map<String, Body.Attribute> attributes, List<Body.Block> blocks) {
    Token name = cursor.read();
    Token next = cursor.peek();
    switch (next.type()) {
      case EQUAL -> addAttribute(attributes, finishAttribute(name, false));
      case O_QUOTE, O_BRACE, IDENT -> {
        Body.Block block = finishBlock(name);
        if (block != null) {
          blocks.add(block);
        }
      }
      default -> {
        cursor.recoverAfterItem();
        diagnostics.add(name.range(), ITEM_SUMMARY, ITEM_DETAIL_EQUALS);
      }
    }
  }

  private void addAttribute(Map<String, Body.Attribute> attributes, Body.Attribute attribute) {
    Body.Attribute before = attributes.putIfAbsent(attribute.name(), attribute);
    if (before != null) {
      diagnostics.add(
          attribute.nameRange(),
          "Attribute redefined",
          "The argument \""
              + attribute.name()
              + "\" was already set at "
              + before.nameRange()
              + ". Each argument may be set only once.");
    }
  }

  private Body.Attribute finishAttribute(Token name, boolean singleLine) {
    Token equals = cursor.read();
    int before = diagnostics.size();
    Expression expression = expressions.parse();
    Body.Attribute attribute =
        new Body.Attribute(name.text(), expression, name.range(), equals.range());
    if (cursor.recovering() && diagnostics.size() > before) {
      if (singleLine) {
        // The caller looks for the closing brace.
        return attribute;
      }
      cursor.recoverAfterItem();
    } else if (!singleLine) {
      Token end = cursor.peek();
      if (end.type() == NEWLINE || end.type() == EOF) {
        cursor.read();
      } else {
        missingNewline(end);
        cursor.recoverAfterItem();
      }
    }
    return attribute;
  }

  private void missingNewline(Token end) {
    if (cursor.recovering()) {
      return;
    }
    String detail = "An argument definition must end with a newline.";
    if (end.type() == COMMA) {
      diagnostics.add(
          end.range(),
          "Unexpected comma after argument",
          "Argument definitions must be separated by newlines, not commas. " + detail);
    } else {
      diagnostics.add(end.range(), "Missing newline after argument", detail);
    }
  }

  private Body.@Nullable Block finishBlock(Token type) {
    List<String> labels = new ArrayList<>();
    List<SourceRange> labelRanges = new ArrayList<>();
    while (!cursor.peekIs(O_BRACE)) {
      Token token = cursor.peek();
      switch (token.type()) {
        case O_QUOTE -> {
          int before = diagnostics.size();
          StringLiterals.Quoted label = expressions.parseQuotedLabel();
          if (diagnostics.size() > before) {
            cursor.recoverAfterItem();
            return null;
          }
          labels.add(label.text());
          labelRanges.add(label.range());
        }
        case IDENT -> {
          cursor.read();
          labels.add(token.text());
          labelRanges.add(token.range());
        }
        default -> {
          badBlockHeader(token);
          cursor.recoverAfterItem();
          return null;
        }
      }
    }
    Token open = cursor.read();
    Body body =
        switch (cursor.peek().type()) {
          case NEWLINE, EOF, C_BRACE -> parseBody(C_BRACE);
          default -> parseSingleAttribute();
        };
    Token end = cursor.peek();
    if (end.type() == NEWLINE || end.type() == EOF) {
      cursor.read();
    } else {
      if (!cursor.recovering()) {
        diagnostics.add(
            end.range(),
            "Missing newline after block definition",
            "A block definition must end with a newline.");
      }
      cursor.recoverAfterItem();
    }
    return new Body.Block(
        type.text(), labels, body, type.range(), labelRanges, open.range(), body.endRange());
  }

  private void badBlockHeader(Token token) {
    if (token.type() == EQUAL) {
      diagnostics.add(
          token.range(),
          "Invalid block definition",
          "The equals sign \"=\" indicates an argument definition, and must not be used when"
              + " defining a block.");
    } else if (token.type() == NEWLINE) {
      diagnostics.add(
          token.range(),
          "Invalid block definition",
          "A block definition must have block content delimited by \"{\" and \"}\", starting on the"
              + " same line as the block header.");
    } else if (!cursor.recovering()) {
      diagnostics.add(
          token.range(),
          "Invalid block definition",
          "Either a quoted string block label or an opening brace (\"{\") is expected here.");
    }
  }

  /** {@code { name = value }} on one line. */
  private Body parseSingleAttribute() {
    SourceRange start = cursor.previousRange();
    Token name = cursor.read();
    List<Body.Attribute> attributes = new ArrayList<>();
    if (name.type() != IDENT) {
      if (!cursor.recovering()) {
        diagnostics.add(
            name.range(),
            "Argument definition required",
            "A single-line block definition can contain only a single argument.");
      }
      cursor.recover(C_BRACE);
    } else {
      Token next = cursor.peek();
      switch (next.type()) {
        case EQUAL -> {
          attributes.add(finishAttribute(name, true));
          endOfSingleAttribute();
        }
        case O_QUOTE, O_BRACE, IDENT -> {
          diagnostics.add(
              SourceRange.between(name.range(), next.range()),
              "Argument definition required",
              "A single-line block definition can contain only a single argument. If you meant to"
                  + " define argument \""
                  + name.text()
                  + "\", use an equals sign to assign it a value. To define a nested block, place it"
                  + " on a line of its own within its parent block.");
          cursor.recover(C_BRACE);
        }
        default -> {
          diagnostics.add(name.range(), ITEM_SUMMARY, ITEM_DETAIL_EQUALS);
          cursor.recover(C_BRACE);
        }
      }
    }
    SourceRange last = cursor.previousRange();
    return new Body(attributes, List.of(), SourceRange.between(start, last), last);
  }

  private void endOfSingleAttribute() {
    Token next = cursor.peek();
    if (next.type() == C_BRACE) {
      cursor.read();
      return;
    }
    if (!cursor.recovering()) {
      String detail =
          switch (next.type()) {
            case COMMA ->
                "Single-line block syntax can include only one argument definition. To define"
                    + " multiple arguments, use the multi-line block syntax with one argument"
                    + " definition per line.";
            case NEWLINE ->
                "An argument definition on the same line as its containing block creates a"
                    + " single-line block definition, which must also be closed on the same line."
                    + " Place the block's closing brace immediately after the argument definition.";
            default ->
                "A single-line block definition must end with a closing brace immediately after its"
                    + " single argument definition.";
          };
      diagnostics.add(next.range(), "Invalid single-argument block definition", detail);
    }
    cursor.recover(C_BRACE);
  }

  /** Complaints about characters that begin no token, each kind told once. */
  private static final class InvalidTokens {
    private static final Set<TokenType> BITWISE =
        EnumSet.of(BITWISE_AND, BITWISE_OR, BITWISE_NOT, BITWISE_XOR);

    private InvalidTokens() {}

    static void report(List<Token> tokens, Diagnostics diagnostics) {
      Set<TokenType> told = EnumSet.noneOf(TokenType.class);
      for (Token token : tokens) {
        TokenType kind = BITWISE.contains(token.type()) ? BITWISE_AND : token.type();
        switch (token.type()) {
          case BITWISE_AND, BITWISE_OR, BITWISE_NOT, BITWISE_XOR -> {
            if (told.add(kind)) {
              diagnostics.add(token.range(), "Unsupported operator", bitwise(token.type()));
            }
          }
          case STAR_STAR -> {
            if (told.add(kind)) {
              diagnostics.add(
                  token.range(),
                  "Unsupported operator",
                  "\"**\" is not a supported operator. Exponentiation is not supported as an"
                      + " operator.");
            }
          }
          case BACKTICK, APOSTROPHE, SEMICOLON -> {
            if (told.add(kind)) {
              diagnostics.add(token.range(), "Invalid character", character(token.type()));
            }
          }
          case INVALID -> invalid(token, diagnostics);
          case QUOTED_NEWLINE ->
              diagnostics.add(
                  token.range(), "Invalid multi-line string", TemplateParser.MULTI_LINE);
          default -> {}
        }
      }
    }

    private static void invalid(Token token, Diagnostics diagnostics) {
      boolean quote = "\u201c\u201d\u2018\u2019".contains(token.text());
      diagnostics.add(
          token.range(),
          "Invalid character",
          quote
              ? "\"Curly quotes\" are not valid here. These can sometimes be inadvertently introduced"
                  + " when sharing code via documents or discussion forums. It might help to replace"
                  + " the character with a \"straight quote\"."
              : "This character is not used within the language.");
    }

    private static String bitwise(TokenType type) {
      String suggestion =
          switch (type) {
            case BITWISE_AND -> " Did you mean boolean AND (\"&&\")?";
            case BITWISE_OR -> " Did you mean boolean OR (\"||\")?";
            case BITWISE_NOT -> " Did you mean boolean NOT (\"!\")?";
            default -> "";
          };
      return "Bitwise operators are not supported." + suggestion;
    }

    private static String character(TokenType type) {
      return switch (type) {
        case BACKTICK ->
            "The \"`\" character is not valid. To create a multi-line string, use the \"heredoc\""
                + " syntax, like \"<<EOT\".";
        case APOSTROPHE ->
            "Single quotes are not valid. Use double quotes (\") to enclose strings.";
        default ->
            "The \";\" character is not valid. Use newlines to separate arguments and blocks, and"
                + " commas to separate items in collection values.";
      };
    }
  }
}
