package io.drover.apply;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.JobStatus;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.state.JobTally;
import io.drover.state.SnapshotEditor;

/** A job's status follows from its allocations and evaluations. Source: objects.md 1.23. */
final class JobStatusRule {

  private JobStatusRule() {}

  static JobStatus of(JobVersion job, JobTally tally) {
    if (job.type() == JobType.SYSTEM || job.periodic() || job.parameterized()) {
      return job.stop() ? JobStatus.DEAD : JobStatus.RUNNING;
    }
    if (tally.liveAllocations() > 0) {
      return JobStatus.RUNNING;
    }
    if (tally.openEvaluations() > 0) {
      return JobStatus.PENDING;
    }
    return tally.allocations() + tally.evaluations() > 0 ? JobStatus.DEAD : JobStatus.PENDING;
  }

  /** Brings the stored status up to date; a change of it moves only the job's ModifyIndex. */
  static void settle(SnapshotEditor editor, JobKey key) {
    JobVersion job = editor.job(key);
    if (job == null) {
      return;
    }
    JobStatus status = of(job, editor.tally(key));
    if (status != job.status()) {
      JobVersion now = job.withStatus(status).withModifyIndex(editor.index());
      editor.putJob(now);
      Children.note(editor, job, now);
    }
  }
}
