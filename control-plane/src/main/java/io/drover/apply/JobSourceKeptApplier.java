package io.drover.apply;

import io.drover.contract.model.JobVersion;
import io.drover.event.JobSourceKept;
import io.drover.state.JobSource;
import io.drover.state.SnapshotEditor;

/** Notes where the text of a job's newest version is. */
final class JobSourceKeptApplier {

  private JobSourceKeptApplier() {}

  static void apply(SnapshotEditor editor, JobSourceKept event) {
    JobVersion job = editor.job(event.job());
    if (job == null) {
      throw new IllegalStateException("job " + event.job() + " is not there");
    }
    editor
        .records()
        .putSource(
            new JobSource(
                job.namespace(), job.id(), job.version(), event.source(), job.jobModifyIndex()));
  }
}
