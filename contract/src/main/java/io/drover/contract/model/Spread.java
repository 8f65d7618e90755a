package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** Asks that allocations be spread over the values of a node attribute; weight is 0 to 100. */
@RecordBuilder
public record Spread(String attribute, int weight, List<SpreadTarget> spreadTarget)
    implements SpreadBuilder.With {

  public Spread {
    attribute = Copies.text(attribute);
    spreadTarget = Copies.list(spreadTarget);
  }
}
