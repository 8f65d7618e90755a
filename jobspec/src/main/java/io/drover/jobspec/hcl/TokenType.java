package io.drover.jobspec.hcl;

import org.jspecify.annotations.Nullable;

/** The kinds of tokens. Names in the style of HCL: O and C for opening and closing. */
enum TokenType {
  IDENT,
  NUMBER,
  NEWLINE,
  COMMENT,
  EOF,
  O_BRACE,
  C_BRACE,
  O_BRACKET,
  C_BRACKET,
  O_PAREN,
  C_PAREN,
  O_QUOTE,
  C_QUOTE,
  O_HEREDOC,
  C_HEREDOC,
  QUOTED_TEXT,
  QUOTED_NEWLINE,
  HEREDOC_TEXT,
  INTERPOLATION,
  CONTROL,
  SEQUENCE_END,
  DOT,
  COMMA,
  ELLIPSIS,
  EQUAL,
  FAT_ARROW,
  COLON,
  QUESTION,
  STAR,
  SLASH,
  PERCENT,
  PLUS,
  MINUS,
  BANG,
  EQUAL_OP,
  NOT_EQUAL,
  LESS,
  LESS_EQ,
  GREATER,
  GREATER_EQ,
  AND,
  OR,
  BITWISE_AND,
  BITWISE_OR,
  BITWISE_NOT,
  BITWISE_XOR,
  STAR_STAR,
  BACKTICK,
  APOSTROPHE,
  SEMICOLON,
  INVALID;

  /** The other half of a pair of brackets, or null. */
  @Nullable TokenType opposite() {
    return switch (this) {
      case O_BRACE -> C_BRACE;
      case O_BRACKET -> C_BRACKET;
      case O_PAREN -> C_PAREN;
      case O_QUOTE -> C_QUOTE;
      case O_HEREDOC -> C_HEREDOC;
      case C_BRACE -> O_BRACE;
      case C_BRACKET -> O_BRACKET;
      case C_PAREN -> O_PAREN;
      case C_QUOTE -> O_QUOTE;
      case C_HEREDOC -> O_HEREDOC;
      case INTERPOLATION, CONTROL -> SEQUENCE_END;
      case SEQUENCE_END -> INTERPOLATION;
      default -> null;
    };
  }
}
