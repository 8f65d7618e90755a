package io.drover.event;

import io.drover.contract.ids.NodeId;
import java.util.List;

/** A node reported how its allocations do. Time is Unix nanoseconds. */
public record AllocationsReported(NodeId node, List<AllocationReport> reports, long time)
    implements Event {

  public AllocationsReported {
    reports = reports == null ? List.of() : List.copyOf(reports);
  }
}
