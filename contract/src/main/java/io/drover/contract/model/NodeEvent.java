package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.Map;

/** Something that happened to a node. */
@RecordBuilder
public record NodeEvent(
    String message,
    String subsystem,
    Map<String, String> details,
    Instant timestamp,
    long createIndex)
    implements NodeEventBuilder.With {

  public NodeEvent {
    message = Copies.text(message);
    subsystem = Copies.text(subsystem);
    details = Copies.map(details);
  }
}
