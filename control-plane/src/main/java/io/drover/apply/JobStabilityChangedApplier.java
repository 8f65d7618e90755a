package io.drover.apply;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.JobVersion;
import io.drover.event.JobStabilityChanged;
import io.drover.state.SnapshotEditor;

/** Marks a version. What is the current version stays the current one, whichever was marked. */
final class JobStabilityChangedApplier {

  private JobStabilityChangedApplier() {}

  static void apply(SnapshotEditor editor, JobStabilityChanged event) {
    if (editor.version(event.job(), event.version()) == null) {
      throw new IllegalStateException(
          "version " + event.version() + " of job " + event.job() + " is not there");
    }
    mark(editor, event.job(), event.version(), event.stable());
  }

  /** Marks a version; one that is not kept any more, or is marked so already, is passed over. */
  static void mark(SnapshotEditor editor, JobKey job, long version, boolean stable) {
    JobVersion old = editor.version(job, version);
    if (old == null || old.stable() == stable) {
      return;
    }
    JobVersion marked = old.withStable(stable).withModifyIndex(editor.index());
    JobVersion current = editor.job(job);
    if (current != null && current.version() == marked.version()) {
      editor.putJob(marked);
    } else {
      editor.putVersion(marked);
    }
  }
}
