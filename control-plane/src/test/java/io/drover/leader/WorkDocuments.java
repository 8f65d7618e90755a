package io.drover.leader;

import io.drover.contract.ids.Digest;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.documents.JobDocuments;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The documents of all jobs that {@link RandomWork} registers. */
final class WorkDocuments implements JobDocuments {

  private static final Map<Digest, JobSpec> ALL = all();

  private static Map<Digest, JobSpec> all() {
    Map<Digest, JobSpec> all = new HashMap<>();
    for (int job = 0; job < RandomWork.JOBS; job++) {
      for (int count = 0; count < RandomWork.COUNTS; count++) {
        JobSpec spec = Samples.job("job-" + job, JobType.SERVICE, count);
        all.put(Samples.digest(spec), spec);
      }
    }
    return Map.copyOf(all);
  }

  @Override
  public byte[] bytes(Digest digest) {
    throw new AssertionError("no command here reads documents as bytes");
  }

  @Override
  public JobSpec spec(Digest digest) {
    return Objects.requireNonNull(ALL.get(digest));
  }
}
