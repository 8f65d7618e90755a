package io.drover.apply;

import io.drover.event.PeriodicLaunched;
import io.drover.state.PeriodicLaunch;
import io.drover.state.SnapshotEditor;

/** Moves the time up to which a job's launches are done; never back. */
final class PeriodicLaunchedApplier {

  private PeriodicLaunchedApplier() {}

  static void apply(SnapshotEditor editor, PeriodicLaunched event) {
    PeriodicLaunch old = editor.records().launch(event.job());
    if (old != null && old.launch() >= event.launch()) {
      return;
    }
    long created = old == null ? editor.index() : old.createIndex();
    editor
        .records()
        .putLaunch(
            new PeriodicLaunch(
                event.job().namespace(),
                event.job().id(),
                event.launch(),
                created,
                editor.index()));
  }
}
