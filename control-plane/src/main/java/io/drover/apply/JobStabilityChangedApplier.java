package io.drover.apply;

import io.drover.contract.model.JobVersion;
import io.drover.event.JobStabilityChanged;
import io.drover.state.SnapshotEditor;

/** Marks a version. What is the current version stays the current one, whichever was marked. */
final class JobStabilityChangedApplier {

  private JobStabilityChangedApplier() {}

  static void apply(SnapshotEditor editor, JobStabilityChanged event) {
    JobVersion old = editor.version(event.job(), event.version());
    if (old == null) {
      throw new IllegalStateException(
          "version " + event.version() + " of job " + event.job() + " is not there");
    }
    JobVersion marked = old.withStable(event.stable()).withModifyIndex(editor.index());
    JobVersion current = editor.job(event.job());
    if (current != null && current.version() == marked.version()) {
      editor.putJob(marked);
    } else {
      editor.putVersion(marked);
    }
  }
}
