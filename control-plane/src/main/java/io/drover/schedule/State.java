package io.drover.schedule;

import io.drover.contract.ids.Digest;
import io.drover.contract.model.JobSpec;
import io.drover.documents.JobDocuments;
import io.drover.state.Snapshot;
import java.time.Instant;

/**
 * What a scheduler reads: a snapshot with its job documents, and the time that counts as now, in
 * Unix nanoseconds.
 */
public record State(Snapshot snapshot, JobDocuments documents, long nowNanos) {
  /** The document of that digest; one that the snapshot refers to is always there. */
  public JobSpec job(Digest digest) {
    return documents.spec(digest);
  }

  /** {@link #nowNanos()} as an instant. */
  Instant now() {
    return instant(nowNanos);
  }

  static Instant instant(long unixNanos) {
    return Instant.ofEpochSecond(unixNanos / 1_000_000_000L, unixNanos % 1_000_000_000L);
  }
}
