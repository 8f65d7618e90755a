package io.drover.apply;

import io.drover.contract.model.JobVersion;
import io.drover.event.JobPurged;
import io.drover.state.SnapshotEditor;

/** Removes a job with all that is kept of it. */
final class JobPurgedApplier {

  private JobPurgedApplier() {}

  static void apply(SnapshotEditor editor, JobPurged event) {
    JobVersion old = editor.job(event.job());
    if (old != null) {
      Children.removed(editor, old);
    }
    editor.removeJob(event.job());
  }
}
