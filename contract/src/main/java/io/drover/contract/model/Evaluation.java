package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.JobKey;
import io.drover.contract.ids.NodeId;
import io.drover.contract.json.OmitZero;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to the scheduler to bring a job from where it is to where it should be. Source:
 * objects.md 5.
 */
@RecordBuilder
@OmitZero
public record Evaluation(
    EvalId id,
    String namespace,
    int priority,
    JobType type,
    EvalTrigger triggeredBy,
    @JsonProperty("JobID") String jobId,
    long jobModifyIndex,
    @Nullable NodeId nodeId,
    long nodeModifyIndex,
    String deploymentId,
    EvalStatus status,
    String statusDescription,
    @JsonProperty("Wait") Duration waitDuration,
    @Nullable Instant waitUntil,
    @Nullable EvalId nextEval,
    @Nullable EvalId previousEval,
    @Nullable EvalId blockedEval,
    @JsonProperty("FailedTGAllocs") Map<String, AllocMetric> failedTgAllocs,
    Map<String, Boolean> classEligibility,
    String quotaLimitReached,
    boolean escapedComputedClass,
    boolean annotatePlan,
    Map<String, Integer> queuedAllocations,
    long snapshotIndex,
    long createIndex,
    long modifyIndex,
    long createTime,
    long modifyTime)
    implements EvaluationBuilder.With {

  public Evaluation {
    namespace = Copies.text(namespace);
    jobId = Copies.text(jobId);
    deploymentId = Copies.text(deploymentId);
    statusDescription = Copies.text(statusDescription);
    waitDuration = waitDuration == null ? Duration.ZERO : waitDuration;
    failedTgAllocs = Copies.map(failedTgAllocs);
    classEligibility = Copies.map(classEligibility);
    quotaLimitReached = Copies.text(quotaLimitReached);
    queuedAllocations = Copies.map(queuedAllocations);
  }

  /** What names the job. */
  public JobKey job() {
    return new JobKey(namespace, jobId);
  }

  /** True when nothing more will be done for it. */
  public boolean terminal() {
    return status == EvalStatus.COMPLETE
        || status == EvalStatus.FAILED
        || status == EvalStatus.CANCELED;
  }
}
