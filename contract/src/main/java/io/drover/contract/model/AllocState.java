package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;

/** A recorded change of an allocation's client status. */
@RecordBuilder
public record AllocState(int field, String value, Instant time) implements AllocStateBuilder.With {

  public AllocState {
    value = Copies.text(value);
  }
}
