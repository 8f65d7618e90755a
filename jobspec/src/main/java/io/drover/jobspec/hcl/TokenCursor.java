package io.drover.jobspec.hcl;

import static io.drover.jobspec.hcl.TokenType.*;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Reads tokens for the parser, leaving out comments and, inside brackets, newlines. Once something
 * was wrong it is {@linkplain #recovering() recovering} for good: many complaints behind the first
 * are only its consequences, and the parser leaves those out.
 */
final class TokenCursor {

  /**
   * How deep blocks and expressions may nest. Far more than a job needs (the deepest block of the
   * job language is at level 9), and far less than what a thread's stack of 512 KiB holds.
   */
  static final int DEPTH_MAX = 200;

  /** Ends the parse of a text that nests too deeply. */
  static final class TooDeep extends RuntimeException {
    private static final long serialVersionUID = 1;
    final transient SourceRange range;

    TooDeep(SourceRange range) {
      super("nested too deeply", null, false, false);
      this.range = range;
    }
  }

  private final List<Token> tokens;
  private final Deque<Boolean> newlines = new ArrayDeque<>();
  private int next;
  private int depth;
  private boolean recovering;
  private SourceRange previous;

  TokenCursor(List<Token> tokens) {
    this.tokens = tokens;
    this.previous = tokens.getFirst().range().startOnly();
    newlines.push(true);
  }

  boolean recovering() {
    return recovering;
  }

  void setRecovering() {
    recovering = true;
  }

  void pushNewlines(boolean visible) {
    newlines.push(visible);
  }

  void popNewlines() {
    newlines.pop();
  }

  void descend() {
    if (++depth > DEPTH_MAX) {
      throw new TooDeep(peek().range());
    }
  }

  void ascend() {
    depth--;
  }

  Token peek() {
    return at(find());
  }

  boolean peekIs(TokenType type) {
    return peek().type() == type;
  }

  boolean peekIsKeyword(String word) {
    Token token = peek();
    return token.type() == IDENT && token.text().equals(word);
  }

  Token read() {
    int index = find();
    Token token = at(index);
    next = Math.min(index + 1, tokens.size() - 1);
    previous = token.range();
    return token;
  }

  /** The range of the token that was read last. */
  SourceRange previousRange() {
    return previous;
  }

  private int find() {
    boolean visible = newlines.getFirst();
    int i = next;
    while (true) {
      Token token = tokens.get(i);
      boolean skipped =
          switch (token.type()) {
            case COMMENT -> !(visible && token.text().endsWith("\n"));
            case NEWLINE -> !visible;
            default -> false;
          };
      if (!skipped) {
        return i;
      }
      i++;
    }
  }

  /** A comment up to the end of its line stands for that end. */
  private Token at(int index) {
    Token token = tokens.get(index);
    return token.type() == COMMENT ? new Token(NEWLINE, "\n", token.range().endOnly()) : token;
  }

  /** Skips to the closing token that belongs to where the parser is, and reads it. */
  Token recover(TokenType end) {
    TokenType start = end.opposite();
    recovering = true;
    int nested = 0;
    while (true) {
      TokenType type = peek().type();
      if (end == SEQUENCE_END && type == CONTROL) {
        type = INTERPOLATION;
      }
      if (type == end && nested == 0 || type == EOF) {
        return read();
      }
      if (type == end) {
        nested--;
      } else if (type == start) {
        nested++;
      }
      read();
    }
  }

  /** Skips to the end of the line that ends the item of a body, past brackets that open in it. */
  void recoverAfterItem() {
    recovering = true;
    Deque<TokenType> open = new ArrayDeque<>();
    while (true) {
      Token token = read();
      switch (token.type()) {
        case EOF -> {
          return;
        }
        case NEWLINE -> {
          if (open.isEmpty()) {
            return;
          }
        }
        case O_BRACE, O_BRACKET, O_PAREN, O_QUOTE, O_HEREDOC, INTERPOLATION, CONTROL ->
            open.push(token.type());
        case C_BRACE, C_BRACKET, C_PAREN, C_QUOTE, C_HEREDOC, SEQUENCE_END ->
            close(open, token.type());
        default -> {}
      }
    }
  }

  private static void close(Deque<TokenType> open, TokenType closing) {
    while (!open.isEmpty() && open.getFirst().opposite() != closing) {
      open.pop();
    }
    if (!open.isEmpty()) {
      open.pop();
    }
  }
}
