package io.drover.node;

import io.drover.contract.ids.Digest;
import io.drover.contract.model.JobSpec;
import io.drover.documents.JobDocuments;

/** For nodes without allocations. */
final class NoDocuments implements JobDocuments {
  @Override
  public byte[] bytes(Digest digest) {
    throw new AssertionError("there are no allocations");
  }

  @Override
  public JobSpec spec(Digest digest) {
    throw new AssertionError("there are no allocations");
  }
}
