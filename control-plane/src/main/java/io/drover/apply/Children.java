package io.drover.apply;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.ChildrenSummary;
import io.drover.contract.model.JobStatus;
import io.drover.contract.model.JobSummary;
import io.drover.contract.model.JobVersion;
import io.drover.state.SnapshotEditor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the counts of children in the summary of a periodic or parameterized job in step with their
 * states. Source: objects.md 1.23.
 */
final class Children {

  private Children() {}

  /** Counts the change of a child from {@code old}, null if it is new, to {@code now}. */
  static void note(SnapshotEditor editor, @Nullable JobVersion old, JobVersion now) {
    move(editor, now, old == null ? null : old.status(), now.status());
  }

  /** A child that goes before it is dead counts as dead. */
  static void removed(SnapshotEditor editor, JobVersion old) {
    move(editor, old, old.status(), JobStatus.DEAD);
  }

  private static void move(
      SnapshotEditor editor, JobVersion child, @Nullable JobStatus from, JobStatus to) {
    if (child.parentId().isEmpty() || from == to) {
      return;
    }
    JobSummary parent = editor.summary(new JobKey(child.namespace(), child.parentId()));
    if (parent == null) {
      return;
    }
    ChildrenSummary counts = parent.children();
    if (from != null && parent.createIndex() <= child.createIndex()) {
      counts = plus(counts, from, -1); // Else the child is of an earlier life of its parent.
    }
    editor.putSummary(parent.withChildren(plus(counts, to, 1)).withModifyIndex(editor.index()));
  }

  private static ChildrenSummary plus(ChildrenSummary counts, JobStatus status, int n) {
    return switch (status) {
      case PENDING -> counts.withPending(counts.pending() + n);
      case RUNNING -> counts.withRunning(counts.running() + n);
      case DEAD -> counts.withDead(counts.dead() + n);
    };
  }
}
