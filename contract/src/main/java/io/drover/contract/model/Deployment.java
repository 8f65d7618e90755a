package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.drover.contract.ids.JobKey;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;

/** The way of a service job from one version to the next, by group. Source: objects.md 6. */
@RecordBuilder
public record Deployment(
    @JsonProperty("ID") String id,
    String namespace,
    @JsonProperty("JobID") String jobId,
    long jobVersion,
    long jobModifyIndex,
    long jobSpecModifyIndex,
    long jobCreateIndex,
    @JsonProperty("IsMultiregion") boolean isMultiregion,
    Map<String, DeploymentState> taskGroups,
    DeploymentStatus status,
    String statusDescription,
    int evalPriority,
    long createIndex,
    long modifyIndex)
    implements DeploymentBuilder.With {

  public Deployment {
    id = Copies.text(id);
    namespace = Copies.text(namespace);
    jobId = Copies.text(jobId);
    taskGroups = Copies.map(taskGroups);
    statusDescription = Copies.text(statusDescription);
  }

  /** What names the job. */
  public JobKey job() {
    return new JobKey(namespace, jobId);
  }

  /** True when it may still go on. */
  public boolean active() {
    return status.active();
  }

  /** True when a group has canaries that wait to be promoted. */
  public boolean requiresPromotion() {
    return status == DeploymentStatus.RUNNING
        && taskGroups.values().stream()
            .anyMatch(group -> group.desiredCanaries() > 0 && !group.promoted());
  }
}
