package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** What the servers want to be done with an allocation at its next evaluation. */
@RecordBuilder
public record DesiredTransition(
    @Nullable Boolean migrate,
    @Nullable Boolean reschedule,
    @Nullable Boolean forceReschedule,
    @Nullable Boolean noShutdownDelay)
    implements DesiredTransitionBuilder.With {

  /** Nothing asked for. */
  public static final DesiredTransition NONE = new DesiredTransition(null, null, null, null);
}
