package io.drover.state;

import io.drover.contract.ids.JobKey;

/** Names one version of a job; the newest of a job comes last. */
public record VersionKey(JobKey job, long version) implements Comparable<VersionKey> {

  @Override
  public int compareTo(VersionKey other) {
    int byJob = job.compareTo(other.job);
    return byJob != 0 ? byJob : Long.compare(version, other.version);
  }
}
