package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/** How a failed allocation is replaced, on another node where possible. */
@RecordBuilder
public record ReschedulePolicy(
    int attempts,
    Duration interval,
    Duration delay,
    String delayFunction,
    Duration maxDelay,
    boolean unlimited)
    implements ReschedulePolicyBuilder.With {

  public ReschedulePolicy {
    interval = interval == null ? Duration.ZERO : interval;
    delay = delay == null ? Duration.ZERO : delay;
    delayFunction = Copies.text(delayFunction);
    maxDelay = maxDelay == null ? Duration.ZERO : maxDelay;
  }
}
