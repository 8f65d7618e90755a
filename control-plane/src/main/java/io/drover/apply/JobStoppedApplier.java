package io.drover.apply;

import io.drover.contract.model.JobVersion;
import io.drover.event.JobStopped;
import io.drover.state.SnapshotEditor;

/** Puts a new version of the job that says that it is stopped. */
final class JobStoppedApplier {

  private JobStoppedApplier() {}

  static void apply(SnapshotEditor editor, JobStopped event) {
    JobVersion old = editor.job(event.job());
    if (old == null) {
      throw new IllegalStateException("stopped job " + event.job() + " is not there");
    }
    JobVersion job =
        old.withVersion(old.version() + 1)
            .withStop(true)
            .withStable(false)
            .withSubmitTime(event.submitTime())
            .withModifyIndex(editor.index())
            .withJobModifyIndex(editor.index());
    JobVersion now = job.withStatus(JobStatusRule.of(job, editor.tally(job.key())));
    editor.putJob(now);
    Children.note(editor, old, now);
    editor.records().removePolicies(event.job());
    editor.records().removeLaunch(event.job());
    Versions.trim(editor, event.job());
  }
}
