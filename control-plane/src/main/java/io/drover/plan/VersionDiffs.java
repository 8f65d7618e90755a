package io.drover.plan;

import io.drover.contract.model.JobVersion;
import io.drover.documents.JobDocuments;
import java.util.ArrayList;
import java.util.List;

/** What led from each kept version of a job to the next. Pure but for the documents it reads. */
public final class VersionDiffs {

  private VersionDiffs() {}

  /** One difference fewer than there are versions, which come newest first. */
  public static List<JobDiff> of(List<JobVersion> newestFirst, JobDocuments documents) {
    JobDiffs diffs = JobDiffs.plain();
    List<JobDiff> found = new ArrayList<>();
    for (int i = 0; i + 1 < newestFirst.size(); i++) {
      found.add(
          diffs.of(
              version(newestFirst.get(i + 1), documents), version(newestFirst.get(i), documents)));
    }
    return found;
  }

  private static JobDiffs.Version version(JobVersion job, JobDocuments documents) {
    return new JobDiffs.Version(documents.spec(job.digest()), job.stop());
  }
}
