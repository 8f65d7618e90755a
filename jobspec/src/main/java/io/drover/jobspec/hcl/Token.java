package io.drover.jobspec.hcl;

/** A piece of source text with its kind and place. */
record Token(TokenType type, String text, SourceRange range) {}
