package io.drover.apply;

import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSummary;
import io.drover.contract.model.TaskGroupSummary;
import io.drover.contract.model.TaskGroupSummaryBuilder;
import io.drover.event.SummariesReconciled;
import io.drover.state.SnapshotEditor;
import java.util.Map;
import java.util.TreeMap;

/** Counts the allocations of every job anew; what waits to be placed stays as it is. */
final class SummariesReconciledApplier {

  private SummariesReconciledApplier() {}

  static void apply(SnapshotEditor editor, SummariesReconciled event) {
    for (JobSummary old : editor.summaries()) {
      Map<String, TaskGroupSummary> lines = new TreeMap<>(old.summary());
      lines.replaceAll(
          (group, line) -> TaskGroupSummaryBuilder.builder().queued(line.queued()).build());
      for (Allocation allocation : editor.allocationsOf(old)) {
        lines.computeIfPresent(
            allocation.taskGroup(),
            (group, line) ->
                old.createIndex() > allocation.createIndex()
                    ? line
                    : Summaries.plus(line, allocation.clientStatus(), 1));
      }
      if (!lines.equals(old.summary())) {
        editor.putSummary(old.withSummary(lines).withModifyIndex(editor.index()));
      }
    }
  }
}
