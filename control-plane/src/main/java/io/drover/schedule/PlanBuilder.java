package io.drover.schedule;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.model.AllocMetric;
import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.AllocationBuilder;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobRef;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import io.drover.event.AllocationStop;
import io.drover.event.DeploymentChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the stops and placements of a plan. */
final class PlanBuilder {
  private final State state;
  private final Evaluation evaluation;
  private final Ids ids;
  private final Map<AllocId, AllocationStop> stops = new LinkedHashMap<>();
  private final List<Allocation> placements = new ArrayList<>();
  private final List<DeploymentChange> deploymentChanges = new ArrayList<>();
  private @Nullable Deployment deployment;

  PlanBuilder(State state, Evaluation evaluation, Ids ids) {
    this.state = state;
    this.evaluation = evaluation;
    this.ids = ids;
  }

  void stop(Allocation allocation, String description, @Nullable ClientStatus status) {
    stops.put(
        allocation.id(),
        new AllocationStop(allocation.id(), DesiredStatus.STOP, description, status, null, null));
  }

  void unstop(Allocation allocation) {
    stops.remove(allocation.id());
  }

  void waitFor(Allocation failed, EvalId followUp) {
    placements.add(failed.withFollowupEvalId(followUp));
  }

  /** The allocation goes on under the new version of its job. */
  void updateInPlace(Allocation allocation, JobVersion version) {
    placements.add(allocation.withJobRef(ref(version)).withEvalId(evaluation.id()));
  }

  void place(
      Placement placement,
      JobVersion version,
      Node node,
      AllocatedResources resources,
      AllocMetric metric) {
    Allocation previous = placement.previous();
    placements.add(
        AllocationBuilder.builder()
            .id(ids.allocation())
            .namespace(evaluation.namespace())
            .evalId(evaluation.id())
            .name(placement.name())
            .nodeId(node.id())
            .nodeName(node.name())
            .jobId(evaluation.jobId())
            .jobRef(ref(version))
            .taskGroup(placement.group().name())
            .allocatedResources(resources)
            .metrics(metric)
            .desiredStatus(DesiredStatus.RUN)
            .clientStatus(ClientStatus.PENDING)
            .previousAllocation(previous == null ? null : previous.id())
            .rescheduleTracker(
                placement.rescheduled() && previous != null
                    ? Rescheduling.tracker(
                        previous, placement.group().reschedulePolicy(), state.nowNanos())
                    : null)
            .build());
  }

  /** Stops others to make room for the newest placement. */
  void preempt(List<Allocation> victims) {
    if (victims.isEmpty()) {
      return;
    }
    Allocation placed = placements.removeLast();
    placements.add(placed.withPreemptedAllocations(victims.stream().map(Allocation::id).toList()));
    for (Allocation victim : victims) {
      stops.put(
          victim.id(),
          new AllocationStop(
              victim.id(),
              DesiredStatus.EVICT,
              Descriptions.preempted(placed.id()),
              null,
              null,
              placed.id()));
    }
  }

  private static JobRef ref(JobVersion version) {
    return new JobRef(
        version.digest(),
        version.version(),
        version.createIndex(),
        version.jobModifyIndex(),
        version.type());
  }

  void begin(Deployment begun) {
    deployment = begun;
  }

  void change(DeploymentChange change) {
    deploymentChanges.add(change);
  }

  Plan build(boolean allAtOnce, List<Evaluation> evaluations) {
    return new Plan(
        evaluation.id(),
        evaluation.job(),
        evaluation.priority(),
        allAtOnce,
        state.snapshot().index(),
        List.copyOf(stops.values()),
        placements,
        evaluations,
        deployment,
        deploymentChanges);
  }
}
