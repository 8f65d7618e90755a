package io.drover.state;

import io.drover.contract.ids.JobKey;

/**
 * Up to when the launches of a periodic job are done: its last launch, or when it was registered.
 * Time is Unix nanoseconds.
 */
public record PeriodicLaunch(
    String namespace, String jobId, long launch, long createIndex, long modifyIndex) {

  public JobKey job() {
    return new JobKey(namespace, jobId);
  }
}
