package io.drover.sidecar.template;

import io.drover.sidecar.template.Token.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads a template's text: its own body and those that it defines. */
final class Parser {

  /** What ended a body. */
  private enum Ending {
    ELSE,
    END
  }

  private record Ended(Node.Body body, Ending by) {}

  private final TokenStream tokens;
  private final Predicate<String> functions;
  private final Map<String, Node.Body> definitions = new HashMap<>();
  private ExpressionParser expressions;
  private int ranges;

  private Parser(TokenStream tokens, Predicate<String> functions) {
    this.tokens = tokens;
    this.functions = functions;
    this.expressions = new ExpressionParser(tokens, functions);
  }

  /**
   * Bodies by name, the template's own among them.
   *
   * @throws ParseFailure with Go's text
   */
  static Map<String, Node.Body> parse(
      String name, String text, String left, String right, Predicate<String> functions) {
    Parser parser = new Parser(new TokenStream(name, Lexer.tokens(text, left, right)), functions);
    Node.Body main = parser.main();
    Map<String, Node.Body> all = new HashMap<>(parser.definitions);
    Node.Body other = all.get(name);
    if (!blank(main) && other != null && !blank(other)) {
      throw parser.twice(name);
    }
    if (!blank(main) || other == null) {
      all.put(name, main);
    }
    return Map.copyOf(all);
  }

  private static boolean blank(Node.Body body) {
    return body.statements().stream()
        .allMatch(each -> each instanceof Node.Text text && text.text().isBlank());
  }

  private Node.Body main() {
    List<Node.Statement> statements = new ArrayList<>();
    int at = tokens.peek().at();
    while (tokens.peek().kind() != Kind.END_OF_TEXT) {
      if (tokens.peek().kind() == Kind.LEFT_DELIMITER) {
        int mark = tokens.mark();
        tokens.next();
        if (tokens.nextAfterSpace().kind() == Kind.DEFINE) {
          define();
          continue;
        }
        tokens.reset(mark);
      }
      Ending ending = statement(statements);
      if (ending != null) {
        throw tokens.failure("unexpected {{" + (ending == Ending.END ? "end" : "else") + "}}");
      }
    }
    return new Node.Body(at, List.copyOf(statements));
  }

  /** Reads up to end or else. */
  private Ended body() {
    List<Node.Statement> statements = new ArrayList<>();
    int at = tokens.peekAfterSpace().at();
    expressions.enter();
    while (tokens.peekAfterSpace().kind() != Kind.END_OF_TEXT) {
      Ending ending = statement(statements);
      if (ending != null) {
        expressions.leave();
        return new Ended(new Node.Body(at, List.copyOf(statements)), ending);
      }
    }
    throw tokens.failure("unexpected EOF");
  }

  private @Nullable Ending statement(List<Node.Statement> into) {
    Token token = tokens.nextAfterSpace();
    switch (token.kind()) {
      case TEXT -> into.add(new Node.Text(token.at(), token.text()));
      case LEFT_DELIMITER -> {
        return action(into);
      }
      default -> throw tokens.unexpected(token, "input");
    }
    return null;
  }

  private @Nullable Ending action(List<Node.Statement> into) {
    Token token = tokens.nextAfterSpace();
    switch (token.kind()) {
      case BLOCK -> into.add(block(token));
      case BREAK -> into.add(leap(token));
      case CONTINUE -> into.add(leap(token));
      case ELSE -> {
        Kind next = tokens.peekAfterSpace().kind();
        if (next != Kind.IF && next != Kind.WITH) {
          tokens.expect(Kind.RIGHT_DELIMITER, "else");
        }
        return Ending.ELSE;
      }
      case END -> {
        tokens.expect(Kind.RIGHT_DELIMITER, "end");
        return Ending.END;
      }
      case IF -> into.add(branch(token, Node.Choice.IF));
      case RANGE -> into.add(branch(token, Node.Choice.RANGE));
      case WITH -> into.add(branch(token, Node.Choice.WITH));
      case TEMPLATE -> into.add(call());
      default -> {
        tokens.back();
        int at = tokens.peek().at();
        into.add(new Node.Action(at, expressions.pipeline("command", Kind.RIGHT_DELIMITER)));
      }
    }
    return null;
  }

  private Node.Statement leap(Token token) {
    String word = "{{" + token.text() + "}}";
    Token after = tokens.nextAfterSpace();
    if (after.kind() != Kind.RIGHT_DELIMITER) {
      throw tokens.unexpected(after, word);
    }
    if (ranges == 0) {
      throw tokens.failure(word + " outside {{range}}");
    }
    return token.kind() == Kind.BREAK ? new Node.Break(token.at()) : new Node.Continue(token.at());
  }

  private Node.Branch branch(Token token, Node.Choice choice) {
    int scope = expressions.scope();
    Node.Pipeline pipeline = expressions.pipeline(choice.word(), Kind.RIGHT_DELIMITER);
    ranges += choice == Node.Choice.RANGE ? 1 : 0;
    Ended then = body();
    ranges -= choice == Node.Choice.RANGE ? 1 : 0;
    Node.Body otherwise = then.by() == Ending.ELSE ? otherwise(choice) : null;
    expressions.leaveScope(scope);
    return new Node.Branch(pipeline.at(), choice, pipeline, then.body(), otherwise);
  }

  private Node.Body otherwise(Node.Choice choice) {
    Token next = tokens.peekAfterSpace();
    boolean chained =
        next.kind() == Kind.IF && choice == Node.Choice.IF
            || next.kind() == Kind.WITH && choice == Node.Choice.WITH;
    if (chained) {
      tokens.next();
      expressions.enter();
      Node.Branch inner = branch(next, choice);
      expressions.leave();
      return new Node.Body(next.at(), List.of(inner));
    }
    if (next.kind() == Kind.IF || next.kind() == Kind.WITH) {
      throw tokens.unexpected(next, "input");
    }
    Ended rest = body();
    if (rest.by() != Ending.END) {
      throw tokens.failure("expected end; found {{else}}");
    }
    return rest.body();
  }

  private String templateName(String context) {
    Token token = tokens.nextAfterSpace();
    if (token.kind() != Kind.STRING && token.kind() != Kind.RAW_STRING) {
      throw tokens.unexpected(token, context);
    }
    return expressions.unquoted(token);
  }

  private Node.Call call() {
    Token quoted = tokens.peekAfterSpace();
    String name = templateName("template clause");
    if (tokens.peekAfterSpace().kind() == Kind.RIGHT_DELIMITER) {
      tokens.next();
      return new Node.Call(quoted.at(), name, null);
    }
    return new Node.Call(
        quoted.at(), name, expressions.pipeline("template clause", Kind.RIGHT_DELIMITER));
  }

  private Node.Call block(Token token) {
    String name = templateName("block clause");
    Node.Pipeline pipeline = expressions.pipeline("block clause", Kind.RIGHT_DELIMITER);
    definition(name, "block clause");
    return new Node.Call(token.at(), name, pipeline);
  }

  private void define() {
    String name = templateName("define clause");
    tokens.expect(Kind.RIGHT_DELIMITER, "define clause");
    definition(name, "define clause");
  }

  /** A body of its own: it sees no variables of those around it. */
  private void definition(String name, String context) {
    ExpressionParser outer = expressions;
    int outerRanges = ranges;
    outer.enter();
    expressions = new ExpressionParser(tokens, functions);
    ranges = 0;
    Ended ended = body();
    if (ended.by() != Ending.END) {
      throw tokens.failure("unexpected {{else}} in " + context);
    }
    expressions = outer;
    ranges = outerRanges;
    outer.leave();
    Node.Body earlier = definitions.get(name);
    if (earlier == null || blank(earlier)) {
      definitions.put(name, ended.body());
    } else if (!blank(ended.body())) {
      throw twice(name);
    }
  }

  private ParseFailure twice(String name) {
    return tokens.failure("template: multiple definition of template " + Quoting.quote(name));
  }
}
