package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** A condition that a node should meet; weight is -100 to 100 and never 0. */
@RecordBuilder
public record Affinity(String lTarget, String rTarget, String operand, int weight)
    implements AffinityBuilder.With {

  public Affinity {
    lTarget = Copies.text(lTarget);
    rTarget = Copies.text(rTarget);
    operand = Copies.text(operand);
  }
}
