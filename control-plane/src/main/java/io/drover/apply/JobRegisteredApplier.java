package io.drover.apply;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.ChildrenSummary;
import io.drover.contract.model.JobSummary;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.TaskGroupSummary;
import io.drover.event.JobRegistered;
import io.drover.state.SnapshotEditor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts a new version of a job and makes room for its groups in the summary. */
final class JobRegisteredApplier {

  private static final TaskGroupSummary NO_ALLOCATIONS = new TaskGroupSummary(0, 0, 0, 0, 0, 0, 0);

  private JobRegisteredApplier() {}

  static void apply(SnapshotEditor editor, JobRegistered event) {
    JobVersion given = event.version();
    JobVersion old = editor.job(given.key());
    JobVersion job =
        given
            .withVersion(old == null ? 0 : old.version() + 1)
            .withCreateIndex(old == null ? editor.index() : old.createIndex())
            .withModifyIndex(editor.index())
            .withJobModifyIndex(editor.index())
            .withStable(false);
    JobVersion now = job.withStatus(JobStatusRule.of(job, editor.tally(job.key())));
    editor.putJob(now);
    Children.note(editor, old, now);
    Versions.trim(editor, job.key());
    addGroups(editor, job.key(), event.groups());
  }

  private static void addGroups(SnapshotEditor editor, JobKey job, List<String> groups) {
    JobSummary old = editor.summary(job);
    Map<String, TaskGroupSummary> lines = new TreeMap<>();
    if (old != null) {
      lines.putAll(old.summary());
    }
    for (String group : groups) {
      lines.putIfAbsent(group, NO_ALLOCATIONS);
    }
    if (old == null || !old.summary().equals(lines)) {
      long created = old == null ? editor.index() : old.createIndex();
      ChildrenSummary children = old == null ? new ChildrenSummary(0, 0, 0) : old.children();
      editor.putSummary(
          new JobSummary(job.id(), job.namespace(), lines, children, created, editor.index()));
    }
  }
}
