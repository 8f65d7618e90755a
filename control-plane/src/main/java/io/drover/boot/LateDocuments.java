package io.drover.boot;

import io.drover.contract.ids.Digest;
import io.drover.contract.model.JobSpec;
import io.drover.documents.JobDocuments;
import java.util.concurrent.CompletableFuture;

/** Job documents of a store that is still being opened: who needs one before that waits. */
record LateDocuments(CompletableFuture<JobDocuments> documents) implements JobDocuments {

  @Override
  public byte[] bytes(Digest digest) {
    return documents.join().bytes(digest);
  }

  @Override
  public JobSpec spec(Digest digest) {
    return documents.join().spec(digest);
  }
}
