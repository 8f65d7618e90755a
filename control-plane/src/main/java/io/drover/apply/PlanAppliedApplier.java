package io.drover.apply;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.AllocationBuilder;
import io.drover.contract.model.ClientStatus;
import io.drover.event.AllocationStop;
import io.drover.event.PlanApplied;
import io.drover.state.Sharing;
import io.drover.state.SnapshotEditor;
import java.util.LinkedHashSet;
import java.util.Set;

/** Puts the allocations of a plan: stops first, then what is new or updated in place. */
final class PlanAppliedApplier {

  private PlanAppliedApplier() {}

  static void apply(SnapshotEditor editor, PlanApplied event) {
    Set<JobKey> jobs = new LinkedHashSet<>();
    event.deploymentChanges().forEach(change -> DeploymentEvents.change(editor, change));
    if (event.deployment() != null) {
      DeploymentEvents.begin(editor, event.deployment());
    }
    for (AllocationStop stop : event.stopped()) {
      stop(editor, stop, event.time(), jobs);
    }
    Sharing sharing = new Sharing(); // What came over the log has a copy of everything of its own.
    for (Allocation placed : event.placed()) {
      place(editor, sharing.shared(placed), event.time(), jobs);
    }
    jobs.forEach(job -> JobStatusRule.settle(editor, job));
  }

  private static void stop(
      SnapshotEditor editor, AllocationStop stop, long time, Set<JobKey> jobs) {
    Allocation old = editor.allocation(stop.id());
    if (old == null) {
      return; // Collected since the plan was made: there is nothing left to stop.
    }
    Allocation stopped =
        old.withDesiredStatus(stop.desiredStatus())
            .withDesiredDescription(stop.desiredDescription())
            .withClientStatus(
                stop.clientStatus() == null ? old.clientStatus() : stop.clientStatus())
            .withFollowupEvalId(
                stop.followupEvalId() == null ? old.followupEvalId() : stop.followupEvalId())
            .withPreemptedByAllocation(
                stop.preemptedBy() == null ? old.preemptedByAllocation() : stop.preemptedBy())
            .withModifyIndex(editor.index())
            .withAllocModifyIndex(editor.index())
            .withModifyTime(time);
    put(editor, old, stopped, jobs);
  }

  private static void place(SnapshotEditor editor, Allocation placed, long time, Set<JobKey> jobs) {
    Allocation old = editor.allocation(placed.id());
    Allocation current =
        AllocationBuilder.builder(placed)
            .createIndex(old == null ? editor.index() : old.createIndex())
            .createTime(old == null ? time : old.createTime())
            .modifyIndex(editor.index())
            .allocModifyIndex(editor.index())
            .modifyTime(time)
            .build();
    if (old != null && placed.clientStatus() != ClientStatus.UNKNOWN) {
      // The node knows best how an allocation does that was only updated in place.
      current =
          current
              .withClientStatus(old.clientStatus())
              .withClientDescription(old.clientDescription())
              .withTaskStates(old.taskStates());
    }
    if (old == null && current.deploymentStatus() != null) {
      current =
          current.withDeploymentStatus(current.deploymentStatus().withModifyIndex(editor.index()));
    }
    put(editor, old, current, jobs);
    if (old == null && placed.previousAllocation() != null) {
      Allocation previous = editor.allocation(placed.previousAllocation());
      if (previous != null) {
        editor.putAllocation(
            previous.withNextAllocation(placed.id()).withModifyIndex(editor.index()));
      }
    }
  }

  private static void put(
      SnapshotEditor editor, Allocation old, Allocation current, Set<JobKey> jobs) {
    editor.putAllocation(current);
    DeploymentTally.note(editor, old, current);
    Summaries.note(editor, old, current);
    jobs.add(current.job());
  }
}
