package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** The share, in percent, of allocations that a value of the spread attribute should get. */
@RecordBuilder
public record SpreadTarget(String value, int percent) implements SpreadTargetBuilder.With {

  public SpreadTarget {
    value = Copies.text(value);
  }
}
