package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.drover.contract.json.KeepEmpty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;

/** Counts that lists show beside a job. */
@RecordBuilder
public record JobSummary(
    @JsonProperty("JobID") String jobId,
    String namespace,
    @KeepEmpty Map<String, TaskGroupSummary> summary,
    ChildrenSummary children,
    long createIndex,
    long modifyIndex)
    implements JobSummaryBuilder.With {

  public JobSummary {
    jobId = Copies.text(jobId);
    namespace = Copies.text(namespace);
    summary = Copies.map(summary);
  }
}
