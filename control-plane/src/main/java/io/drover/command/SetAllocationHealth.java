package io.drover.command;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentState;
import io.drover.event.AllocationHealthSet;
import io.drover.state.Snapshot;
import java.util.List;

/**
 * Somebody says how allocations of a deployment do. One that is unhealthy fails the deployment.
 * Source: semantics.md 5.
 */
public record SetAllocationHealth(String deployment, List<AllocId> healthy, List<AllocId> unhealthy)
    implements Command<DeploymentAnswer> {

  private static final int UUID_LENGTH = 36;

  public SetAllocationHealth {
    healthy = List.copyOf(healthy);
    unhealthy = List.copyOf(unhealthy);
  }

  @Override
  public Outcome<DeploymentAnswer> decide(Snapshot snapshot, Context context) throws Refusal {
    if (healthy.isEmpty() && unhealthy.isEmpty()) {
      throw new Refusal(500, "must specify at least one healthy/unhealthy allocation ID");
    }
    Deployment current = snapshot.deployment(deployment);
    if (current != null && !current.active()) {
      throw new Refusal(500, "can't set health of allocations for a terminal deployment");
    }
    DeploymentStep step = DeploymentStep.of(snapshot, context, deployment, "set health of");
    for (AllocId id : healthy) {
      member(snapshot, id);
    }
    boolean revert = false;
    for (AllocId id : unhealthy) {
      Allocation allocation = member(snapshot, id);
      DeploymentState group = step.deployment().taskGroups().get(allocation.taskGroup());
      revert |= group != null && group.autoRevert();
    }
    step.add(new AllocationHealthSet(deployment, healthy, unhealthy, context.nowNanos()));
    return unhealthy.isEmpty()
        ? step.evaluated()
        : step.fail("Failed due to unhealthy allocations", revert);
  }

  private Allocation member(Snapshot snapshot, AllocId id) throws Refusal {
    if (id.value().length() != UUID_LENGTH) {
      throw new Refusal(
          500, "alloc \"" + id + "\" lookup failed: index error: UUID must be 36 characters");
    }
    Allocation allocation = snapshot.allocation(id);
    if (allocation == null) {
      throw new Refusal(500, "unknown alloc \"" + id + "\"");
    }
    if (!allocation.deploymentId().equals(deployment)) {
      throw new Refusal(
          500, "alloc \"%s\" is not part of deployment \"%s\"".formatted(id, deployment));
    }
    return allocation;
  }
}
