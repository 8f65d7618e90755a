package io.drover.schedule;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sorts the allocations of a group that ended: some hold their place, some are tried again, now or
 * later, and the rest is history. Source: semantics.md 4.8.
 */
final class Endings {
  private enum Place {
    HOLDS,
    GONE,
    FAILED
  }

  private final Reconciler.Subject subject;
  private final List<FollowUps.Due> delayed = new ArrayList<>();

  /** Those that run, and those that count as if they did. */
  final List<Allocation> kept = new ArrayList<>();

  /** Those that are to be tried again now. */
  final List<Allocation> failed = new ArrayList<>();

  /** How many are to be tried again at another time. */
  int later;

  Endings(Reconciler.Subject subject, List<Allocation> allocations) {
    this.subject = subject;
    for (Allocation allocation : allocations) {
      if (allocation.nextAllocation() == null || !allocation.terminal()) {
        sort(allocation);
      }
    }
    noteLater();
  }

  private void sort(Allocation allocation) {
    switch (place(allocation)) {
      case HOLDS -> kept.add(allocation);
      case GONE -> {}
      case FAILED -> {
        switch (due(allocation)) {
          case Rescheduling.Due.Now now -> failed.add(allocation);
          case Rescheduling.Due.Never never -> kept.add(allocation);
          case Rescheduling.Due.Later time -> {
            kept.add(allocation);
            later++;
            if (!subject.followUps().awaited(allocation)) {
              delayed.add(new FollowUps.Due(allocation, time.time()));
            }
          }
        }
      }
    }
  }

  /** Whether an allocation counts as one of those that the group is to have. */
  private Place place(Allocation allocation) {
    boolean fails = allocation.clientStatus() == ClientStatus.FAILED;
    if (subject.batch()) {
      return switch (allocation.desiredStatus()) {
        case STOP -> ranSuccessfully(allocation) ? Place.HOLDS : Place.GONE;
        case EVICT -> Place.GONE;
        case RUN ->
            fails
                ? Place.FAILED
                : allocation.clientStatus() == ClientStatus.LOST ? Place.GONE : Place.HOLDS;
      };
    }
    boolean gone =
        allocation.desiredStatus() != DesiredStatus.RUN
            || allocation.clientStatus() == ClientStatus.COMPLETE
            || allocation.clientStatus() == ClientStatus.LOST;
    return gone ? Place.GONE : fails ? Place.FAILED : Place.HOLDS;
  }

  private static boolean ranSuccessfully(Allocation allocation) {
    return !allocation.taskStates().isEmpty()
        && allocation.taskStates().values().stream().allMatch(TaskState::successful);
  }

  /** What belongs to a deployment that goes on is tried again only if the deployment allows it. */
  private Rescheduling.Due due(Allocation allocation) {
    Deployment deployment = subject.rollout().active();
    boolean deploying = deployment != null && deployment.id().equals(allocation.deploymentId());
    if (deploying && !Boolean.TRUE.equals(allocation.desiredTransition().reschedule())) {
      return new Rescheduling.Due.Never();
    }
    TaskGroup own = subject.own().of(allocation);
    return Rescheduling.due(
        allocation,
        own == null ? null : own.reschedulePolicy(),
        subject.evaluation().id(),
        subject.state().nowNanos());
  }

  private void noteLater() {
    Reconciliation result = subject.result();
    Map<AllocId, EvalId> made =
        subject
            .followUps()
            .make(delayed, EvalTrigger.ALLOC_FAILURE, Descriptions.DELAYED, result.followUps);
    for (FollowUps.Due each : delayed) {
      Allocation waiting = each.allocation();
      result.noted.add(waiting.withFollowupEvalId(made.get(waiting.id())));
    }
  }
}
