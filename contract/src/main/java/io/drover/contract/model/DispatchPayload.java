package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** The file below the task's local directory that gets the payload of a dispatch. */
@RecordBuilder
public record DispatchPayload(String file) implements DispatchPayloadBuilder.With {

  public DispatchPayload {
    file = Copies.text(file);
  }
}
