package io.drover.state;

import io.drover.contract.ids.Digest;
import io.drover.contract.ids.JobKey;

/** Where the text is stored that a version of a job was made from. */
public record JobSource(
    String namespace, String jobId, long version, Digest digest, long jobModifyIndex) {

  public JobKey job() {
    return new JobKey(namespace, jobId);
  }
}
