package io.drover.schedule;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.EvaluationBuilder;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a service or batch job has with what it should have. Decides nothing about nodes
 * but whether work there is lost or has to move. Source: semantics.md 4.2 to 4.8. Until there are
 * deployments, every destructive update goes at once.
 */
final class Reconciler {
  /** Follow-ups that are due within so much of each other share one evaluation. */
  private static final long WINDOW_NANOS = 5_000_000_000L;

  private final State state;
  private final Evaluation evaluation;
  private final @Nullable JobVersion version;
  private final @Nullable JobSpec job;
  private final boolean batch;
  private final Ids ids;
  private final Reconciliation result = new Reconciliation();
  private final Map<Allocation, Long> delayed = new LinkedHashMap<>();

  /** Job and version are null when the job is stopped or gone. */
  Reconciler(
      State state,
      Evaluation evaluation,
      @Nullable JobVersion version,
      @Nullable JobSpec job,
      Ids ids) {
    this.state = state;
    this.evaluation = evaluation;
    this.version = version;
    this.job = job;
    this.batch = job != null && job.type() == JobType.BATCH;
    this.ids = ids;
  }

  Reconciliation reconcile(List<Allocation> existing) {
    Map<String, List<Allocation>> byGroup = new TreeMap<>();
    for (Allocation allocation : existing) {
      byGroup.computeIfAbsent(allocation.taskGroup(), g -> new ArrayList<>()).add(allocation);
      noteLostWhileStopping(allocation);
    }
    if (job != null) {
      for (TaskGroup group : job.taskGroups()) {
        List<Allocation> have = byGroup.remove(group.name());
        reconcile(group, have == null ? List.of() : have);
      }
    }
    byGroup.values().forEach(this::stopAll);
    followUp();
    return result;
  }

  /** What was to stop on a node that is down will never be reported as ended. */
  private void noteLostWhileStopping(Allocation allocation) {
    boolean runs =
        allocation.clientStatus() == ClientStatus.RUNNING
            || allocation.clientStatus() == ClientStatus.PENDING;
    if (allocation.serverTerminal() && runs && unreachable(allocation.nodeId())) {
      result.stops.add(new Reconciliation.Stop(allocation, Descriptions.LOST, ClientStatus.LOST));
    }
  }

  private void stopAll(List<Allocation> allocations) {
    for (Allocation allocation : allocations) {
      if (!allocation.terminal()) {
        boolean lost = unreachable(allocation.nodeId());
        stop(allocation, lost ? Descriptions.LOST : Descriptions.NOT_NEEDED, lost);
      }
    }
  }

  private void stop(Allocation allocation, String description, boolean lost) {
    result.stops.add(
        new Reconciliation.Stop(allocation, description, lost ? ClientStatus.LOST : null));
  }

  private void reconcile(TaskGroup group, List<Allocation> all) {
    List<Allocation> kept = new ArrayList<>(); // Runs, or holds its place although it ended.
    List<Allocation> migrating = new ArrayList<>();
    List<Allocation> lost = new ArrayList<>();
    List<Allocation> failedNow = new ArrayList<>();
    for (Allocation allocation : all) {
      if (batch && allocation.terminal() && outdated(allocation)) {
        continue;
      }
      if (allocation.terminal()) {
        sortEnded(group, allocation, kept, failedNow);
      } else if (Boolean.TRUE.equals(allocation.desiredTransition().migrate())) {
        migrating.add(allocation);
      } else if (unreachable(allocation.nodeId())) {
        lost.add(allocation);
      } else {
        kept.add(allocation);
      }
    }
    BitSet used = new BitSet();
    for (List<Allocation> some : List.of(kept, migrating, lost, failedNow)) {
      some.forEach(a -> used.set(Math.max(0, a.index())));
    }
    lost.forEach(a -> stop(a, Descriptions.LOST, true));
    stopSurplus(group, kept, migrating);
    kept.forEach(a -> update(group, a));
    place(group, kept, migrating, lost, failedNow, used);
  }

  /** Allocations that ended: some hold their place, some are tried again, the rest is history. */
  private void sortEnded(
      TaskGroup group, Allocation ended, List<Allocation> kept, List<Allocation> failedNow) {
    boolean failed = ended.clientStatus() == ClientStatus.FAILED;
    if (failed && ended.nextAllocation() != null) {
      return;
    }
    if (batch) {
      boolean done =
          ended.serverTerminal() ? ranSuccessfully(ended) : ended.clientTerminal() && !failed;
      if (done && ended.clientStatus() != ClientStatus.LOST) {
        kept.add(ended);
        return;
      }
    }
    if (ended.serverTerminal() || !failed) {
      return;
    }
    switch (Rescheduling.due(ended, group.reschedulePolicy(), evaluation.id(), state.nowNanos())) {
      case Rescheduling.Due.Now now -> failedNow.add(ended);
      case Rescheduling.Due.Later later -> {
        kept.add(ended);
        delayed.put(ended, later.time());
      }
      case Rescheduling.Due.Never never -> kept.add(ended);
    }
  }

  private static boolean ranSuccessfully(Allocation allocation) {
    return !allocation.taskStates().isEmpty()
        && allocation.taskStates().values().stream().allMatch(TaskState::successful);
  }

  private boolean outdated(Allocation allocation) {
    return version != null
        && (allocation.jobRef().version() < version.version()
            || allocation.jobRef().createIndex() < version.createIndex());
  }

  /** Stops what is too much: moving ones first, then the highest indexes. */
  private void stopSurplus(TaskGroup group, List<Allocation> kept, List<Allocation> migrating) {
    int surplus = kept.size() + migrating.size() - group.count();
    Comparator<Allocation> highestFirst =
        Comparator.comparingInt(Allocation::index).reversed().thenComparing(Allocation::id);
    for (List<Allocation> candidates : List.of(migrating, kept)) {
      List<Allocation> running =
          candidates.stream().filter(a -> !a.terminal()).sorted(highestFirst).toList();
      for (Allocation allocation : running) {
        if (surplus > 0) {
          surplus--;
          candidates.remove(allocation);
          stop(allocation, Descriptions.NOT_NEEDED, false);
        }
      }
    }
  }

  private void update(TaskGroup group, Allocation allocation) {
    if (version == null
        || job == null
        || allocation.terminal()
        || allocation.jobRef().jobModifyIndex() == version.jobModifyIndex()) {
      return;
    }
    boolean destructive =
        !allocation.jobRef().digest().equals(version.digest())
            && GroupChange.destructive(state.job(allocation.jobRef().digest()), job, group.name());
    result.updates.add(new Reconciliation.Update(allocation, group, destructive));
  }

  private void place(
      TaskGroup group,
      List<Allocation> kept,
      List<Allocation> migrating,
      List<Allocation> lost,
      List<Allocation> failedNow,
      BitSet used) {
    int have = kept.size() + migrating.size();
    for (Allocation failed : failedNow) {
      if (have < group.count()) {
        have++;
        stop(failed, Descriptions.RESCHEDULED, false);
        result.placements.add(new Placement(group, failed.name(), failed, true, null));
      }
    }
    for (Allocation gone : lost) {
      if (have < group.count()) {
        have++;
        result.placements.add(new Placement(group, gone.name(), gone, false, null));
      }
    }
    for (Allocation moving : migrating) {
      stop(moving, Descriptions.MIGRATING, false);
      result.placements.add(new Placement(group, moving.name(), moving, false, null));
    }
    int next = used.nextClearBit(0);
    for (; have < group.count(); have++) {
      String name = evaluation.jobId() + "." + group.name() + "[" + next + "]";
      result.placements.add(new Placement(group, name, null, false, null));
      next = used.nextClearBit(next + 1);
    }
  }

  /** Makes the evaluations that come back for delayed reschedules, one a window of time. */
  private void followUp() {
    List<Map.Entry<Allocation, Long>> byTime = new ArrayList<>(delayed.entrySet());
    byTime.sort(Map.Entry.comparingByValue());
    Evaluation open = null;
    long until = 0;
    for (Map.Entry<Allocation, Long> entry : byTime) {
      if (alreadyWaits(entry.getKey())) {
        continue;
      }
      if (open == null || entry.getValue() > until) {
        until = entry.getValue() + WINDOW_NANOS;
        open = followUp(entry.getValue());
        result.followUps.add(open);
      }
      result.waiting.put(entry.getKey(), open.id());
    }
  }

  private boolean alreadyWaits(Allocation allocation) {
    Evaluation pending =
        allocation.followupEvalId() == null
            ? null
            : state.snapshot().evaluation(allocation.followupEvalId());
    return pending != null && !pending.terminal();
  }

  private Evaluation followUp(long time) {
    return EvaluationBuilder.builder()
        .id(ids.evaluation())
        .namespace(evaluation.namespace())
        .jobId(evaluation.jobId())
        .type(evaluation.type())
        .priority(evaluation.priority())
        .triggeredBy(EvalTrigger.ALLOC_FAILURE)
        .jobModifyIndex(evaluation.jobModifyIndex())
        .status(EvalStatus.PENDING)
        .statusDescription(Descriptions.DELAYED)
        .waitUntil(Instant.ofEpochSecond(time / 1_000_000_000L, time % 1_000_000_000L))
        .createTime(state.nowNanos())
        .modifyTime(state.nowNanos())
        .build();
  }

  private final Map<NodeId, Boolean> reachable = new HashMap<>();

  /** True when the node is gone, down or out of touch, so that what ran there is lost. */
  private boolean unreachable(NodeId id) {
    return !reachable.computeIfAbsent(
        id,
        i -> {
          Node node = state.snapshot().node(i);
          return node != null
              && node.status() != NodeStatus.DOWN
              && node.status() != NodeStatus.DISCONNECTED;
        });
  }
}
