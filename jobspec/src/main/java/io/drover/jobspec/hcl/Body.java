package io.drover.jobspec.hcl;

import java.util.List;
import java.util.Optional;

/**
 * What is between the braces of a block, or a whole file: attributes and blocks, both in the order
 * of the text. {@code endRange} is the closing brace or the end of the file.
 */
public record Body(
    List<Attribute> attributes, List<Block> blocks, SourceRange range, SourceRange endRange) {

  public Body {
    attributes = List.copyOf(attributes);
    blocks = List.copyOf(blocks);
  }

  public Optional<Attribute> attribute(String name) {
    return attributes.stream().filter(a -> a.name().equals(name)).findFirst();
  }

  /** {@code name = expression}. */
  public record Attribute(
      String name, Expression expression, SourceRange nameRange, SourceRange equalsRange) {

    public SourceRange range() {
      return SourceRange.between(nameRange, expression.range());
    }
  }

  /** {@code type "label" { body }}. */
  public record Block(
      String type,
      List<String> labels,
      Body body,
      SourceRange typeRange,
      List<SourceRange> labelRanges,
      SourceRange openBrace,
      SourceRange closeBrace) {

    public Block {
      labels = List.copyOf(labels);
      labelRanges = List.copyOf(labelRanges);
    }

    /** The type and the labels. */
    public SourceRange headerRange() {
      return labelRanges.isEmpty()
          ? typeRange
          : SourceRange.between(typeRange, labelRanges.getLast());
    }
  }
}
