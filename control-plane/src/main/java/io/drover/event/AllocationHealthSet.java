package io.drover.event;

import io.drover.contract.ids.AllocId;
import java.util.List;

/** Somebody, not the node, said how allocations of a deployment do. Time is Unix nanoseconds. */
public record AllocationHealthSet(
    String deployment, List<AllocId> healthy, List<AllocId> unhealthy, long time) implements Event {

  public AllocationHealthSet {
    healthy = healthy == null ? List.of() : List.copyOf(healthy);
    unhealthy = unhealthy == null ? List.of() : List.copyOf(unhealthy);
  }
}
