package io.drover.apply;

import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.JobSummary;
import io.drover.contract.model.TaskGroupSummary;
import io.drover.state.SnapshotEditor;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps the counts of a job's summary in step with the client status of its allocations. */
final class Summaries {

  private Summaries() {}

  /**
   * Counts the change of one allocation from {@code old}, null if it is new, to {@code current}.
   */
  static void note(SnapshotEditor editor, @Nullable Allocation old, Allocation current) {
    JobSummary summary = editor.summary(current.job());
    if (summary == null || old != null && old.clientStatus() == current.clientStatus()) {
      return;
    }
    TaskGroupSummary line = summary.summary().get(current.taskGroup());
    if (line == null || summary.createIndex() > current.createIndex()) {
      return; // An allocation of an earlier life of the job, or of a group that it never had.
    }
    if (old != null) {
      line = plus(line, old.clientStatus(), -1);
    } else if (line.queued() > 0) {
      line = line.withQueued(line.queued() - 1);
    }
    Map<String, TaskGroupSummary> lines = new TreeMap<>(summary.summary());
    lines.put(current.taskGroup(), plus(line, current.clientStatus(), 1));
    editor.putSummary(summary.withSummary(lines).withModifyIndex(editor.index()));
  }

  static TaskGroupSummary plus(TaskGroupSummary line, ClientStatus status, int n) {
    return switch (status) {
      case PENDING -> line.withStarting(line.starting() + n);
      case RUNNING -> line.withRunning(line.running() + n);
      case COMPLETE -> line.withComplete(line.complete() + n);
      case FAILED -> line.withFailed(line.failed() + n);
      case LOST -> line.withLost(line.lost() + n);
      case UNKNOWN -> line.withUnknown(line.unknown() + n);
    };
  }
}
