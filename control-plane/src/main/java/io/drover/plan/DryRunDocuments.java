package io.drover.plan;

import io.drover.command.job.JobDocument;
import io.drover.contract.ids.Digest;
import io.drover.contract.model.JobSpec;
import io.drover.documents.JobDocuments;

/** The stored documents, and one that is to be seen but not stored. */
record DryRunDocuments(JobDocuments stored, JobSpec tried, JobDocument document)
    implements JobDocuments {

  @Override
  public byte[] bytes(Digest digest) {
    return digest.equals(document.digest()) ? document.bytes() : stored.bytes(digest);
  }

  @Override
  public JobSpec spec(Digest digest) {
    return digest.equals(document.digest()) ? tried : stored.spec(digest);
  }
}
