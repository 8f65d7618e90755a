package io.drover.schedule;

import io.drover.contract.ids.EvalId;
import io.drover.contract.model.AllocMetric;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.EvaluationBuilder;
import io.drover.contract.model.JobType;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What evaluations become once they were processed. Source: semantics.md 3 and 3.1. */
final class Outcomes {
  private Outcomes() {}

  /** What a round of scheduling found, besides the plan. */
  record Found(
      Map<String, Integer> queued,
      Map<String, AllocMetric> failed,
      Map<String, Boolean> classes,
      boolean escaped) {
    static final Found NOTHING = ofNothing(Map.of());

    /** Nothing had to be placed. */
    static Found ofNothing(Map<String, Integer> queued) {
      return new Found(queued, Map.of(), Map.of(), false);
    }

    Found {
      queued = new TreeMap<>(queued);
      failed = new TreeMap<>(failed);
    }
  }

  static Evaluation complete(
      Evaluation evaluation, State state, Found found, @Nullable EvalId blocked) {
    return evaluation
        .withStatus(EvalStatus.COMPLETE)
        .withStatusDescription("")
        .withFailedTgAllocs(found.failed)
        .withQueuedAllocations(found.queued)
        .withBlockedEval(blocked)
        .withSnapshotIndex(state.snapshot().index())
        .withModifyTime(state.nowNanos());
  }

  static Evaluation failed(Evaluation evaluation, State state, String description) {
    return evaluation
        .withStatus(EvalStatus.FAILED)
        .withStatusDescription(description)
        .withModifyTime(state.nowNanos());
  }

  /** A new evaluation that waits for capacity. */
  static Evaluation blocked(
      EvalId id, Evaluation evaluation, State state, Found found, boolean conflicts) {
    return EvaluationBuilder.builder()
        .id(id)
        .namespace(evaluation.namespace())
        .priority(evaluation.priority())
        .type(evaluation.type())
        .triggeredBy(conflicts ? EvalTrigger.MAX_PLAN_ATTEMPTS : EvalTrigger.QUEUED_ALLOCS)
        .jobId(evaluation.jobId())
        .jobModifyIndex(evaluation.jobModifyIndex())
        .status(EvalStatus.BLOCKED)
        .statusDescription(conflicts ? Descriptions.CONFLICTS : Descriptions.BLOCKED)
        .previousEval(evaluation.id())
        .failedTgAllocs(found.failed)
        .classEligibility(found.escaped ? Map.of() : found.classes)
        .escapedComputedClass(found.escaped)
        .snapshotIndex(state.snapshot().index())
        .createTime(state.nowNanos())
        .modifyTime(state.nowNanos())
        .build();
  }

  /** A blocked evaluation that was tried and goes on waiting. */
  static Evaluation reblocked(Evaluation evaluation, State state, Found found) {
    return evaluation
        .withStatus(EvalStatus.BLOCKED)
        .withFailedTgAllocs(found.failed)
        .withQueuedAllocations(found.queued)
        .withClassEligibility(found.escaped ? Map.of() : found.classes)
        .withEscapedComputedClass(found.escaped)
        .withSnapshotIndex(state.snapshot().index())
        .withModifyTime(state.nowNanos());
  }

  /** The evaluation that continues a rolling update after its stagger. */
  static Evaluation rolling(EvalId id, Evaluation evaluation, State state, Duration stagger) {
    return EvaluationBuilder.builder()
        .id(id)
        .namespace(evaluation.namespace())
        .priority(evaluation.priority())
        .type(evaluation.type())
        .triggeredBy(EvalTrigger.ROLLING_UPDATE)
        .jobId(evaluation.jobId())
        .jobModifyIndex(evaluation.jobModifyIndex())
        .status(EvalStatus.PENDING)
        .waitDuration(stagger)
        .previousEval(evaluation.id())
        .createTime(state.nowNanos())
        .modifyTime(state.nowNanos())
        .build();
  }

  /** How often a plan may be refused in a row. */
  static int attempts(JobType type) {
    return switch (type) {
      case SERVICE, SYSTEM -> 5;
      case BATCH, SYSBATCH -> 2;
    };
  }
}
