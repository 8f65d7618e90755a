package io.drover.contract.model;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.NodeId;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/** One earlier rescheduling of an allocation. */
@RecordBuilder
public record RescheduleEvent(
    long rescheduleTime, AllocId prevAllocId, NodeId prevNodeId, Duration delay)
    implements RescheduleEventBuilder.With {

  public RescheduleEvent {
    delay = delay == null ? Duration.ZERO : delay;
  }
}
