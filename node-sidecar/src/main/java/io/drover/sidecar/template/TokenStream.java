package io.drover.sidecar.template;

import io.drover.sidecar.template.Token.Kind;
import java.util.List;
import java.util.Locale;

/** The parser's place among the tokens, and its errors. */
final class TokenStream {

  private final String template;
  private final List<Token> tokens;
  private int next;
  private int furthest;

  TokenStream(String template, List<Token> tokens) {
    this.template = template;
    this.tokens = tokens;
  }

  Token peek() {
    furthest = Math.max(furthest, next);
    return tokens.get(Math.min(next, tokens.size() - 1));
  }

  Token next() {
    Token token = peek();
    next++;
    return token;
  }

  void back() {
    next--;
  }

  Token peekAfterSpace() {
    while (peek().kind() == Kind.SPACE) {
      next++;
    }
    return peek();
  }

  Token nextAfterSpace() {
    peekAfterSpace();
    return next();
  }

  int mark() {
    return next;
  }

  void reset(int mark) {
    next = mark;
  }

  Token expect(Kind kind, String context) {
    Token token = nextAfterSpace();
    if (token.kind() != kind) {
      throw unexpected(token, context);
    }
    return token;
  }

  ParseFailure unexpected(Token token, String context) {
    if (token.kind() == Kind.ERROR) {
      return failure(token.text());
    }
    return failure("unexpected " + token + " in " + context);
  }

  ParseFailure failure(String message) {
    int line = tokens.get(Math.min(furthest, tokens.size() - 1)).line();
    return new ParseFailure(
        String.format(Locale.ROOT, "template: %s:%d: %s", template, line, message));
  }
}
