package io.drover.schedule;

import io.drover.contract.ids.Digest;
import io.drover.contract.model.JobSpec;
import io.drover.documents.JobDocuments;
import io.drover.state.Snapshot;

/**
 * What a scheduler reads: a snapshot with its job documents, and the time that counts as now, in
 * Unix nanoseconds.
 */
public record State(Snapshot snapshot, JobDocuments documents, long nowNanos) {
  /** The document of that digest; one that the snapshot refers to is always there. */
  public JobSpec job(Digest digest) {
    return documents.spec(digest);
  }
}
