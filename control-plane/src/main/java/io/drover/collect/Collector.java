package io.drover.collect;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobStatus;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.documents.JobDocuments;
import io.drover.state.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds what is finished and old in a state. Source: semantics.md 10. */
public final class Collector {

  private final Snapshot snapshot;
  private final Thresholds thresholds;
  private final Instant now;
  private final Collectible collectible;
  private final Ages ages;
  private final Map<EvalId, Evaluation> evaluations = new LinkedHashMap<>();
  private final Map<AllocId, Allocation> allocations = new LinkedHashMap<>();
  private final List<JobVersion> jobs = new ArrayList<>();

  private Collector(Snapshot snapshot, JobDocuments documents, Thresholds thresholds, Instant now) {
    this.snapshot = snapshot;
    this.thresholds = thresholds;
    this.now = now;
    this.collectible = new Collectible(snapshot, documents, Thresholds.before(now, Duration.ZERO));
    this.ages = new Ages(snapshot);
  }

  /** What of the state can be collected at that time. */
  public static Garbage find(
      Snapshot snapshot, JobDocuments documents, Thresholds thresholds, Instant now) {
    return new Collector(snapshot, documents, thresholds, now).find();
  }

  private Garbage find() {
    collectJobs(newest(thresholds.job()));
    collectEvaluations();
    return new Garbage(
        List.copyOf(evaluations.values()),
        List.copyOf(allocations.values()),
        jobs,
        deployments(newest(thresholds.deployment())),
        nodes());
  }

  /** The newest index of what is so old. */
  private long newest(Duration age) {
    return age.isZero() ? Long.MAX_VALUE : ages.indexAt(Thresholds.before(now, age));
  }

  private void collectJobs(long newest) {
    for (JobVersion job : snapshot.jobs().rows()) {
      if (finished(job) && job.createIndex() <= newest) {
        collectJob(job, newest);
      }
    }
  }

  private static boolean finished(JobVersion job) {
    if (job.status() != JobStatus.DEAD) {
      return false;
    }
    if (job.periodic() || job.parameterized()) {
      return job.stop();
    }
    return job.stop() || job.type() == JobType.BATCH || job.type() == JobType.SYSBATCH;
  }

  private void collectJob(JobVersion job, long newest) {
    Map<EvalId, Evaluation> all = new LinkedHashMap<>();
    Map<AllocId, Allocation> made = new LinkedHashMap<>();
    for (Evaluation evaluation : snapshot.evaluationsOf(job.key())) {
      Collectible.Found found = collectible.of(evaluation, newest, true);
      if (!found.whole()) {
        return;
      }
      all.put(evaluation.id(), evaluation);
      found.allocations().forEach(a -> made.put(a.id(), a));
    }
    jobs.add(job);
    evaluations.putAll(all);
    allocations.putAll(made);
  }

  private void collectEvaluations() {
    long newest = newest(thresholds.evaluation());
    long newestOfBatch = newest(thresholds.batchEvaluation());
    for (Evaluation evaluation : snapshot.evaluations().rows()) {
      long bound = evaluation.type() == JobType.BATCH ? newestOfBatch : newest;
      Collectible.Found found = collectible.of(evaluation, bound, false);
      found.allocations().forEach(a -> allocations.put(a.id(), a));
      if (found.whole()) {
        evaluations.put(evaluation.id(), evaluation);
      }
    }
  }

  private List<Deployment> deployments(long newest) {
    List<Deployment> found = new ArrayList<>();
    for (Deployment deployment : snapshot.deployments().rows()) {
      if (!deployment.active() && deployment.modifyIndex() <= newest && idle(deployment)) {
        found.add(deployment);
      }
    }
    return found;
  }

  private boolean idle(Deployment deployment) {
    return snapshot.allocationsOf(deployment.job()).stream()
        .allMatch(a -> a.terminal() || !a.deploymentId().equals(deployment.id()));
  }

  private List<Node> nodes() {
    long before = now.minus(thresholds.node()).getEpochSecond();
    List<Node> found = new ArrayList<>();
    for (Node node : snapshot.nodes().rows()) {
      if (node.status() == NodeStatus.DOWN
          && node.statusUpdatedAt() <= before
          && snapshot.allocationsOn(node.id()).stream().allMatch(Allocation::terminal)) {
        found.add(node);
      }
    }
    return found;
  }
}
