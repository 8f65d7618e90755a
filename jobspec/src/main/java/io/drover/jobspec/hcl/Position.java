package io.drover.jobspec.hcl;

/**
 * A place in a source text. Lines and columns count from 1, columns in grapheme clusters; {@code
 * offset} counts UTF-16 units from 0.
 */
public record Position(int line, int column, int offset) {

  static final Position START = new Position(1, 1, 0);
}
