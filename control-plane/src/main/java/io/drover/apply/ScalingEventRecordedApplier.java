package io.drover.apply;

import io.drover.contract.model.ScalingEvent;
import io.drover.event.ScalingEventRecorded;
import io.drover.state.ScalingHistory;
import io.drover.state.SnapshotEditor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts an event in front of those of its group. Source: objects.md 1.16. */
final class ScalingEventRecordedApplier {

  /** As many of a group as Nomad keeps (JobTrackedScalingEvents). */
  private static final int KEPT = 20;

  private ScalingEventRecordedApplier() {}

  static void apply(SnapshotEditor editor, ScalingEventRecorded event) {
    ScalingHistory old = editor.records().scaling(event.job());
    List<ScalingEvent> events = new ArrayList<>();
    events.add(event.what().withCreateIndex(editor.index()));
    if (old != null) {
      events.addAll(old.of(event.group()));
    }
    Map<String, List<ScalingEvent>> groups = new TreeMap<>();
    if (old != null) {
      groups.putAll(old.groups());
    }
    groups.put(event.group(), List.copyOf(events.subList(0, Math.min(events.size(), KEPT))));
    editor
        .records()
        .putScaling(
            new ScalingHistory(event.job().namespace(), event.job().id(), groups, editor.index()));
  }
}
