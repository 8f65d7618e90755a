package io.drover.apply;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.DesiredTransition;
import io.drover.event.AllocationsMarked;
import io.drover.state.SnapshotEditor;

/**
 * Merges marks into the desired transitions of allocations; what a mark leaves open stays as it
 * was.
 */
final class AllocationsMarkedApplier {

  private AllocationsMarkedApplier() {}

  static void apply(SnapshotEditor editor, AllocationsMarked event) {
    event.transitions().forEach((id, mark) -> mark(editor, new AllocId(id), mark, event.time()));
  }

  private static void mark(SnapshotEditor editor, AllocId id, DesiredTransition mark, long time) {
    Allocation old = editor.allocation(id);
    if (old == null) {
      return; // Collected in the meantime.
    }
    DesiredTransition was = old.desiredTransition();
    DesiredTransition is =
        new DesiredTransition(
            mark.migrate() == null ? was.migrate() : mark.migrate(),
            mark.reschedule() == null ? was.reschedule() : mark.reschedule(),
            mark.forceReschedule() == null ? was.forceReschedule() : mark.forceReschedule(),
            mark.noShutdownDelay() == null ? was.noShutdownDelay() : mark.noShutdownDelay());
    editor.putAllocation(
        old.withDesiredTransition(is)
            .withModifyIndex(editor.index())
            .withAllocModifyIndex(editor.index())
            .withModifyTime(time));
  }
}
