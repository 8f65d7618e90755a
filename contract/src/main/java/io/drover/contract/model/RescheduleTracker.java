package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** Earlier reschedulings, oldest first. */
@RecordBuilder
public record RescheduleTracker(List<RescheduleEvent> events)
    implements RescheduleTrackerBuilder.With {

  public RescheduleTracker {
    events = Copies.list(events);
  }
}
