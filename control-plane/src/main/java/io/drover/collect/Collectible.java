package io.drover.collect;

import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobStatus;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.RescheduleEvent;
import io.drover.contract.model.ReschedulePolicy;
import io.drover.contract.model.TaskGroup;
import io.drover.documents.JobDocuments;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which evaluations and allocations nothing needs any more. An allocation that failed and may be
 * tried again has to stay: what comes next takes over its history. Source: semantics.md 10.
 */
final class Collectible {

  private final Snapshot snapshot;
  private final JobDocuments documents;
  private final long nowNanos;

  Collectible(Snapshot snapshot, JobDocuments documents, long nowNanos) {
    this.snapshot = snapshot;
    this.documents = documents;
    this.nowNanos = nowNanos;
  }

  /** Which allocations of an evaluation can go, and whether it can go itself. */
  record Found(boolean whole, List<Allocation> allocations) {}

  private static final Found NOTHING = new Found(false, List.of());

  /**
   * What of an evaluation is no newer than that index and can go.
   *
   * @param withJob its job is to go too, so that even a batch job's work need not be remembered
   */
  Found of(Evaluation evaluation, long newest, boolean withJob) {
    if (!evaluation.terminal() || evaluation.modifyIndex() > newest) {
      return NOTHING;
    }
    JobVersion job = snapshot.job(evaluation.job());
    List<Allocation> made = snapshot.allocationsBy(evaluation.id());
    if (evaluation.type() == JobType.BATCH && remembered(job, withJob)) {
      return ofOlderVersions(job, made, newest);
    }
    List<Allocation> old = made.stream().filter(a -> collectible(a, job, newest)).toList();
    return new Found(old.size() == made.size(), old);
  }

  /** A batch job's work that ended would be done again if it were forgotten. */
  private static boolean remembered(@Nullable JobVersion job, boolean withJob) {
    return job != null && (job.status() != JobStatus.DEAD || !job.stop() && !withJob);
  }

  private static Found ofOlderVersions(
      @Nullable JobVersion job, List<Allocation> made, long newest) {
    List<Allocation> old = new ArrayList<>();
    for (Allocation allocation : made) {
      if (job != null
          && allocation.createIndex() < job.jobModifyIndex()
          && allocation.modifyIndex() <= newest
          && ended(allocation)) {
        old.add(allocation);
      }
    }
    return new Found(old.size() == made.size(), old);
  }

  private static boolean ended(Allocation allocation) {
    return allocation.terminal() && allocation.clientStatus() != ClientStatus.RUNNING;
  }

  private boolean collectible(Allocation allocation, @Nullable JobVersion job, long newest) {
    if (!ended(allocation) || allocation.modifyIndex() > newest) {
      return false;
    }
    return job == null
        || job.stop()
        || job.status() == JobStatus.DEAD
        || allocation.desiredStatus() == DesiredStatus.STOP
        || allocation.clientStatus() != ClientStatus.FAILED
        || allocation.nextAllocation() != null
        || !mayBeTriedAgain(allocation, job);
  }

  private boolean mayBeTriedAgain(Allocation allocation, JobVersion job) {
    JobSpec spec = documents.spec(job.digest());
    ReschedulePolicy policy = null;
    for (TaskGroup group : spec.taskGroups()) {
      if (group.name().equals(allocation.taskGroup())) {
        policy = group.reschedulePolicy();
      }
    }
    if (policy == null || !policy.unlimited() && policy.attempts() == 0) {
      return false;
    }
    if (policy.unlimited() || allocation.rescheduleTracker() == null) {
      return true;
    }
    List<RescheduleEvent> events = allocation.rescheduleTracker().events();
    return events.isEmpty()
        || nowNanos - events.getLast().rescheduleTime() <= policy.interval().toNanos();
  }
}
