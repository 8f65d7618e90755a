package io.drover.sidecar.template;

import io.drover.sidecar.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads pipelines. Knows which variables there are. */
final class ExpressionParser {

  private static final int MAX_DEPTH = 100;

  private final TokenStream tokens;
  private final Predicate<String> functions;
  private final List<String> variables = new ArrayList<>(List.of("$"));
  private int depth;

  ExpressionParser(TokenStream tokens, Predicate<String> functions) {
    this.tokens = tokens;
    this.functions = functions;
  }

  int scope() {
    return variables.size();
  }

  void leaveScope(int size) {
    variables.subList(size, variables.size()).clear();
  }

  void enter() {
    if (++depth > MAX_DEPTH) {
      throw tokens.failure("blocks and parentheses nest deeper than " + MAX_DEPTH);
    }
  }

  void leave() {
    depth--;
  }

  Node.Pipeline pipeline(String context, Kind end) {
    int at = tokens.peekAfterSpace().at();
    List<Node.Variable> declared = new ArrayList<>();
    boolean assigns = declarations(context, declared);
    List<Node.Command> commands = new ArrayList<>();
    while (true) {
      Token token = tokens.nextAfterSpace();
      if (token.kind() == end) {
        check(commands, context);
        return new Node.Pipeline(at, assigns, List.copyOf(declared), List.copyOf(commands));
      }
      switch (token.kind()) {
        case BOOL,
            CHARACTER,
            DOT,
            FIELD,
            IDENTIFIER,
            NUMBER,
            NIL,
            RAW_STRING,
            STRING,
            VARIABLE,
            LEFT_PAREN -> {
          tokens.back();
          commands.add(command());
        }
        default -> throw tokens.unexpected(token, context);
      }
    }
  }

  /** Reads what is left of := or =. True for =. */
  private boolean declarations(String context, List<Node.Variable> declared) {
    while (tokens.peekAfterSpace().kind() == Kind.VARIABLE) {
      int mark = tokens.mark();
      Token name = tokens.next();
      Token sign = tokens.peekAfterSpace();
      if (sign.kind() == Kind.ASSIGN || sign.kind() == Kind.DECLARE) {
        tokens.next();
        declare(name, declared);
        return sign.kind() == Kind.ASSIGN;
      }
      if (sign.kind() != Kind.CHAR || !sign.text().equals(",")) {
        tokens.reset(mark);
        return false;
      }
      tokens.next();
      declare(name, declared);
      if (!context.equals("range") || declared.size() > 1) {
        throw tokens.failure("too many declarations in " + context);
      }
      Kind after = tokens.peekAfterSpace().kind();
      if (after != Kind.VARIABLE && after != Kind.RIGHT_DELIMITER && after != Kind.RIGHT_PAREN) {
        throw tokens.failure("range can only initialize variables");
      }
    }
    return false;
  }

  private void declare(Token name, List<Node.Variable> declared) {
    declared.add(new Node.Variable(name.at(), name.text(), List.of()));
    variables.add(name.text());
  }

  private void check(List<Node.Command> commands, String context) {
    if (commands.isEmpty()) {
      throw tokens.failure("missing value for " + context);
    }
    for (int i = 1; i < commands.size(); i++) {
      Node.Operand first = commands.get(i).words().getFirst();
      if (first instanceof Node.Constant
          || first instanceof Node.Dot
          || first instanceof Node.Nil) {
        throw tokens.failure("non executable command in pipeline stage " + (i + 1));
      }
    }
  }

  private Node.Command command() {
    int at = tokens.peekAfterSpace().at();
    List<Node.Operand> words = new ArrayList<>();
    while (true) {
      tokens.peekAfterSpace();
      Node.Operand operand = operand();
      if (operand != null) {
        words.add(operand);
      }
      Token token = tokens.next();
      switch (token.kind()) {
        case SPACE -> {
          continue;
        }
        case RIGHT_DELIMITER, RIGHT_PAREN -> tokens.back();
        case PIPE -> {
          // The next command follows.
        }
        default -> throw tokens.unexpected(token, "operand");
      }
      if (words.isEmpty()) {
        throw tokens.failure("empty command");
      }
      return new Node.Command(at, List.copyOf(words));
    }
  }

  private Node.@Nullable Operand operand() {
    Node.Operand term = term();
    if (term == null || tokens.peek().kind() != Kind.FIELD) {
      return term;
    }
    int at = tokens.peek().at();
    List<String> names = new ArrayList<>();
    while (tokens.peek().kind() == Kind.FIELD) {
      names.add(tokens.next().text().substring(1));
    }
    return switch (term) {
      case Node.Field field -> new Node.Field(at, joined(field.names(), names));
      case Node.Variable variable ->
          new Node.Variable(at, variable.name(), joined(variable.fields(), names));
      case Node.Constant constant ->
          throw tokens.failure("unexpected . after term " + Quoting.quote(constant.toString()));
      case Node.Nil nil -> throw tokens.failure("unexpected . after term \"nil\"");
      case Node.Dot dot -> throw tokens.failure("unexpected . after term \".\"");
      default -> new Node.Chain(at, term, List.copyOf(names));
    };
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }

  private Node.@Nullable Operand term() {
    Token token = tokens.nextAfterSpace();
    int at = token.at();
    String text = token.text();
    return switch (token.kind()) {
      case IDENTIFIER -> {
        if (!functions.test(text)) {
          throw tokens.failure("function " + Quoting.quote(text) + " not defined");
        }
        yield new Node.Name(at, text);
      }
      case DOT -> new Node.Dot(at);
      case NIL -> new Node.Nil(at);
      case VARIABLE -> {
        if (!variables.contains(text)) {
          throw tokens.failure("undefined variable " + Quoting.quote(text));
        }
        yield new Node.Variable(at, text, List.of());
      }
      case FIELD -> new Node.Field(at, List.of(text.substring(1)));
      case BOOL -> new Node.Constant(at, text.equals("true"), text);
      case CHARACTER, NUMBER -> new Node.Constant(at, number(token), text);
      case STRING, RAW_STRING -> new Node.Constant(at, unquoted(token), text);
      case LEFT_PAREN -> {
        enter();
        Node.Pipeline inner = pipeline("parenthesized pipeline", Kind.RIGHT_PAREN);
        leave();
        yield inner;
      }
      default -> {
        tokens.back();
        yield null;
      }
    };
  }

  private Object number(Token token) {
    String text = token.text();
    if (token.kind() == Kind.CHARACTER) {
      long code = Quoting.character(text);
      if (code < 0) {
        throw tokens.failure("malformed character constant: " + text);
      }
      return code;
    }
    try {
      return GoNumbers.literal(text);
    } catch (FunctionError malformed) {
      throw tokens.failure(String.valueOf(malformed.getMessage()));
    }
  }

  String unquoted(Token token) {
    String value = Quoting.unquote(token.text());
    if (value == null) {
      throw tokens.failure("invalid syntax");
    }
    return value;
  }
}
