package io.drover.command;

import io.drover.contract.ids.Digest;
import io.drover.contract.model.JobSpec;
import java.time.Instant;

/**
 * What a decision may use beside the snapshot: time, fresh ids and stored documents, so that tests
 * can fix them.
 */
public interface Context {

  /** The leader's clock. */
  Instant now();

  /** A fresh random UUID in text form. */
  String newId();

  /** The job document of that digest; one that the snapshot refers to is always there. */
  JobSpec job(Digest digest);

  /** {@link #now()} as Unix nanoseconds. */
  default long nowNanos() {
    return unixNanos(now());
  }

  /** An instant as the wire has it: Unix nanoseconds. */
  static long unixNanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
