package io.drover.schedule;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.EvaluationBuilder;
import io.drover.contract.model.JobVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the evaluations that come back for allocations later. */
final class FollowUps {
  /** What is due within so much of the first of them shares its evaluation. */
  private static final long WINDOW_NANOS = 5_000_000_000L;

  /** An allocation and the time at which something is due for it, in Unix nanoseconds. */
  record Due(Allocation allocation, long time) {}

  private final State state;
  private final Evaluation evaluation;
  private final JobVersion version;
  private final Ids ids;

  FollowUps(State state, Evaluation evaluation, JobVersion version, Ids ids) {
    this.state = state;
    this.evaluation = evaluation;
    this.version = version;
    this.ids = ids;
  }

  /** Adds evaluations for all of these to the list; tells which comes back for which. */
  Map<AllocId, EvalId> make(
      List<Due> due, EvalTrigger trigger, String description, List<Evaluation> made) {
    List<Due> byTime = new ArrayList<>(due);
    byTime.sort(Comparator.comparingLong(Due::time).thenComparing(d -> d.allocation.id()));
    Map<AllocId, EvalId> found = new HashMap<>();
    Evaluation open = null;
    long start = 0;
    for (Due next : byTime) {
      if (open == null || next.time - start >= WINDOW_NANOS) {
        start = next.time;
        open = evaluation(trigger, description, start);
        made.add(open);
      }
      found.put(next.allocation.id(), open.id());
    }
    return found;
  }

  private Evaluation evaluation(EvalTrigger trigger, String description, long time) {
    return EvaluationBuilder.builder()
        .id(ids.evaluation())
        .namespace(evaluation.namespace())
        .jobId(evaluation.jobId())
        .type(version.type())
        .priority(evaluation.priority())
        .triggeredBy(trigger)
        .jobModifyIndex(version.modifyIndex())
        .status(EvalStatus.PENDING)
        .statusDescription(description)
        .waitUntil(State.instant(time))
        .previousEval(evaluation.id())
        .createTime(state.nowNanos())
        .modifyTime(state.nowNanos())
        .build();
  }

  /** True when an evaluation that is not being processed now will come back for it. */
  boolean awaited(Allocation allocation) {
    Evaluation pending = pending(allocation);
    return pending != null && !pending.terminal() && !pending.id().equals(evaluation.id());
  }

  private @Nullable Evaluation pending(Allocation allocation) {
    EvalId id = allocation.followupEvalId();
    return id == null ? null : state.snapshot().evaluation(id);
  }

  /** True when the one that will come back for it is not even due yet. */
  boolean delayed(Allocation allocation) {
    Evaluation pending = pending(allocation);
    return pending != null
        && awaited(allocation)
        && pending.waitUntil() != null
        && pending.waitUntil().isAfter(state.now());
  }
}
