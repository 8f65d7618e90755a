package io.drover.event;

import io.drover.contract.model.Allocation;
import java.util.List;

/**
 * The part of a plan that fits: allocations that are new or updated in place, and those that are to
 * stop. Time is Unix nanoseconds.
 */
public record PlanApplied(List<Allocation> placed, List<AllocationStop> stopped, long time)
    implements Event {

  public PlanApplied {
    placed = placed == null ? List.of() : List.copyOf(placed);
    stopped = stopped == null ? List.of() : List.copyOf(stopped);
  }
}
