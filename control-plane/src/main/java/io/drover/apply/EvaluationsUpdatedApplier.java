package io.drover.apply;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSummary;
import io.drover.contract.model.TaskGroupSummary;
import io.drover.event.EvaluationsUpdated;
import io.drover.state.SnapshotEditor;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Puts evaluations, and what they say of queued allocations into the summary of their jobs. */
final class EvaluationsUpdatedApplier {

  private EvaluationsUpdatedApplier() {}

  static void apply(SnapshotEditor editor, EvaluationsUpdated event) {
    Set<JobKey> jobs = new LinkedHashSet<>();
    for (Evaluation given : event.evaluations()) {
      Evaluation old = editor.evaluation(given.id());
      long created = old == null ? editor.index() : old.createIndex();
      editor.putEvaluation(given.withCreateIndex(created).withModifyIndex(editor.index()));
      noteQueued(editor, given);
      jobs.add(given.job());
    }
    // Between the end of one evaluation and the next one a job is not dead for an instant.
    jobs.forEach(job -> JobStatusRule.settle(editor, job));
  }

  private static void noteQueued(SnapshotEditor editor, Evaluation evaluation) {
    JobSummary summary = editor.summary(evaluation.job());
    if (summary == null || evaluation.queuedAllocations().isEmpty()) {
      return;
    }
    Map<String, TaskGroupSummary> lines = new TreeMap<>(summary.summary());
    evaluation
        .queuedAllocations()
        .forEach(
            (group, queued) -> lines.computeIfPresent(group, (g, line) -> line.withQueued(queued)));
    if (!lines.equals(summary.summary())) {
      editor.putSummary(summary.withSummary(lines).withModifyIndex(editor.index()));
    }
  }
}
