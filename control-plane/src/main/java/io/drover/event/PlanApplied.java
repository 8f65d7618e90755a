package io.drover.event;

import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a plan that fits: allocations that are new or updated in place, and those that are to
 * stop, preempted ones included. Time is Unix nanoseconds.
 *
 * @param deployment one that begins with this plan
 * @param deploymentChanges what the plan makes of deployments that were there before
 */
public record PlanApplied(
    List<Allocation> placed,
    List<AllocationStop> stopped,
    long time,
    @Nullable Deployment deployment,
    List<DeploymentChange> deploymentChanges)
    implements Event {

  public PlanApplied {
    placed = placed == null ? List.of() : List.copyOf(placed);
    stopped = stopped == null ? List.of() : List.copyOf(stopped);
    deploymentChanges = deploymentChanges == null ? List.of() : List.copyOf(deploymentChanges);
  }

  /** Of a plan without a deployment. */
  public PlanApplied(List<Allocation> placed, List<AllocationStop> stopped, long time) {
    this(placed, stopped, time, null, List.of());
  }
}
