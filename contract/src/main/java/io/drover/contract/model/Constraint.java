package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** A condition that a node must meet. Source: objects.md 1.11. */
@RecordBuilder
public record Constraint(String lTarget, String rTarget, String operand)
    implements ConstraintBuilder.With {

  public Constraint {
    lTarget = Copies.text(lTarget);
    rTarget = Copies.text(rTarget);
    operand = Copies.text(operand);
  }

  @Override
  public String toString() {
    return lTarget + " " + operand + " " + rTarget;
  }
}
