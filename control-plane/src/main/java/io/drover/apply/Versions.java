package io.drover.apply;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.JobVersion;
import io.drover.state.SnapshotEditor;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the newest versions of a job, and the newest stable one among them. Source: semantics.md
 * 1.5.
 */
final class Versions {

  /** As many as Nomad keeps (JobTrackedVersions). */
  private static final int KEPT = 6;

  private Versions() {}

  static void trim(SnapshotEditor editor, JobKey job) {
    List<JobVersion> oldestFirst = new ArrayList<>();
    editor.versions(job).forEach(oldestFirst::add);
    if (oldestFirst.size() <= KEPT) {
      return;
    }
    JobVersion newestStable = null;
    for (JobVersion version : oldestFirst) {
      newestStable = version.stable() ? version : newestStable;
    }
    boolean oldestMustStay = oldestFirst.getFirst() == newestStable;
    editor.removeVersion(job, oldestFirst.get(oldestMustStay ? 1 : 0).version());
  }
}
