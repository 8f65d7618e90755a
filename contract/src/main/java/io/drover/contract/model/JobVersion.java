package io.drover.contract.model;

import io.drover.contract.ids.Digest;
import io.drover.contract.ids.JobKey;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * One version of a job as the log knows it: where its document is, and the small facts that change.
 * Indexes are positions of the log, times are Unix nanoseconds.
 */
@RecordBuilder
public record JobVersion(
    String namespace,
    String id,
    long version,
    Digest digest,
    boolean stop,
    boolean stable,
    JobStatus status,
    String statusDescription,
    long submitTime,
    long createIndex,
    long modifyIndex,
    long jobModifyIndex,
    String name,
    String parentId,
    JobType type,
    int priority,
    List<String> datacenters,
    String nodePool,
    boolean periodic,
    boolean parameterized,
    String dispatchIdempotencyToken)
    implements JobVersionBuilder.With {

  public JobVersion {
    namespace = Copies.text(namespace);
    id = Copies.text(id);
    statusDescription = Copies.text(statusDescription);
    name = Copies.text(name);
    parentId = Copies.text(parentId);
    datacenters = Copies.list(datacenters);
    nodePool = Copies.text(nodePool);
    dispatchIdempotencyToken = Copies.text(dispatchIdempotencyToken);
  }

  /** What names the job. */
  public JobKey key() {
    return new JobKey(namespace, id);
  }
}
