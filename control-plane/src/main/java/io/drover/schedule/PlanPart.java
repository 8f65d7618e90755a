package io.drover.schedule;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.Allocation;
import io.drover.event.AllocationStop;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * As much of a plan as is committed at once. A plan may be for tens of thousands of allocations, an
 * entry of the log is not; the scheduler comes back for the rest, as after any plan of which only a
 * part was committed.
 */
public final class PlanPart {

  /** About 1.2 KB each, so that an entry has half of what the log takes. */
  public static final int PLACED_MAX = 400;

  /** About 0.3 KB each. */
  public static final int STOPPED_MAX = 1_500;

  private PlanPart() {}

  /** The plan itself if it is small enough. */
  public static Plan of(Plan plan) {
    Set<AllocId> tied = new HashSet<>();
    plan.placements().forEach(placement -> tie(placement, tied));
    List<AllocationStop> free =
        plan.stops().stream().filter(stop -> !tied.contains(stop.id())).toList();
    if (free.size() > STOPPED_MAX) {
      return part(plan, free.subList(0, STOPPED_MAX), List.of());
    }
    if (plan.placements().size() <= PLACED_MAX) {
      return plan;
    }
    List<Allocation> kept = plan.placements().subList(0, PLACED_MAX);
    Set<AllocId> later = new HashSet<>();
    plan.placements()
        .subList(PLACED_MAX, plan.placements().size())
        .forEach(placement -> tie(placement, later));
    List<AllocationStop> stops =
        plan.stops().stream().filter(stop -> !later.contains(stop.id())).toList();
    return part(plan, stops, kept);
  }

  /** What stops only for the sake of a placement, or is followed by it. */
  private static void tie(Allocation placement, Set<AllocId> tied) {
    AllocId previous = placement.previousAllocation();
    if (previous != null) {
      tied.add(previous);
    }
    tied.addAll(placement.preemptedAllocations());
  }

  private static Plan part(Plan plan, List<AllocationStop> stops, List<Allocation> placements) {
    return new Plan(
        plan.evaluation(),
        plan.job(),
        plan.priority(),
        plan.allAtOnce(),
        plan.snapshotIndex(),
        stops,
        placements,
        plan.evaluations(),
        plan.deployment(),
        plan.deploymentChanges());
  }
}
