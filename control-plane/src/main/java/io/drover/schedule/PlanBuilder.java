package io.drover.schedule;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.AllocDeploymentStatus;
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
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.TaskLifecycle;
import io.drover.event.AllocationStop;
import io.drover.event.DeploymentChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects the stops and placements of a plan. */
final class PlanBuilder {
  private final State state;
  private final Evaluation evaluation;
  private final Ids ids;
  private final Map<AllocId, AllocationStop> stops = new LinkedHashMap<>();
  private final List<Allocation> placements = new ArrayList<>();
  private final List<Allocation> notes = new ArrayList<>();
  private final List<DeploymentChange> deploymentChanges = new ArrayList<>();
  private @Nullable Deployment deployment;

  PlanBuilder(State state, Evaluation evaluation, Ids ids) {
    this.state = state;
    this.evaluation = evaluation;
    this.ids = ids;
  }

  void stop(Allocation allocation, String description, @Nullable ClientStatus status) {
    stop(new Reconciliation.Stop(allocation, description, status, null));
  }

  void stop(Reconciliation.Stop stop) {
    AllocId id = stop.allocation().id();
    stops.put(
        id,
        new AllocationStop(
            id, DesiredStatus.STOP, stop.description(), stop.status(), stop.followUp(), null));
  }

  void unstop(Allocation allocation) {
    stops.remove(allocation.id());
  }

  /** The allocation stays what it is, but for what is noted of it; unless it stops anyway. */
  void note(Allocation noted) {
    notes.add(noted);
  }

  /** The allocation goes on under the new version of its job, and is part of its deployment. */
  void updateInPlace(
      Allocation allocation, JobVersion version, TaskGroup group, @Nullable Deployment active) {
    Map<String, TaskLifecycle> lifecycles = new TreeMap<>();
    group.tasks().forEach(task -> lifecycles.put(task.name(), task.lifecycle()));
    Allocation updated =
        allocation
            .withJobRef(ref(version))
            .withEvalId(evaluation.id())
            .withAllocatedResources(allocation.allocatedResources().withTaskLifecycles(lifecycles));
    if (active != null && !active.id().equals(allocation.deploymentId())) {
      updated = updated.withDeploymentId(active.id()).withDeploymentStatus(null);
    }
    placements.add(updated);
  }

  /** A new allocation; returned as it stands in the plan. */
  Allocation place(
      Placement placement,
      JobVersion version,
      String deploymentId,
      Node node,
      AllocatedResources resources,
      AllocMetric metric) {
    Allocation previous = placement.previous();
    boolean canary = placement.canary() && !deploymentId.isEmpty();
    Allocation placed =
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
            .rescheduleTracker(placement.tracker())
            .deploymentId(deploymentId)
            .deploymentStatus(canary ? new AllocDeploymentStatus(null, null, true, 0) : null)
            .build();
    placements.add(placed);
    return placed;
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

  /** What the plan does to the job's deployments. */
  void deploy(Rollout rollout) {
    deployment = rollout.begun();
    deploymentChanges.addAll(rollout.changes());
  }

  Plan build(boolean allAtOnce, List<Evaluation> evaluations) {
    notes.stream().filter(a -> !stops.containsKey(a.id())).forEach(placements::add);
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
