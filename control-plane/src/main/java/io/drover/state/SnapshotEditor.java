package io.drover.state;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.JobKey;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSummary;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next snapshot out of one: rows are put and removed, the secondary indexes and tallies
 * follow, and what was touched is noted for the watchers. Used by one thread, by the appliers only
 * (an architecture test holds that). Reading here sees what was written here.
 */
public final class SnapshotEditor {

  private final long index;
  private final long[] tableIndexes;
  private final Set<Watch> touched = new HashSet<>();

  private Table<JobKey, JobVersion> jobs;
  private Table<VersionKey, JobVersion> versions;
  private Table<JobKey, JobSummary> summaries;
  private Table<JobKey, JobTally> tallies;
  private Table<NodeId, Node> nodes;
  private Table<AllocId, Allocation> allocations;
  private Table<Pair<JobKey, AllocId>, AllocId> allocationsByJob;
  private Table<Pair<NodeId, AllocId>, AllocId> allocationsByNode;
  private Table<Pair<NodeId, AllocId>, AllocId> openAllocationsByNode;
  private Table<NodeId, NodeUsage> usage;
  private Table<Pair<EvalId, AllocId>, AllocId> allocationsByEvaluation;
  private Table<Pair<Long, AllocId>, AllocId> allocationsByCreation;
  private Table<EvalId, Evaluation> evaluations;
  private Table<Pair<JobKey, EvalId>, EvalId> evaluationsByJob;
  private Table<Pair<Long, EvalId>, EvalId> evaluationsByCreation;
  private final JobRecordsEditor records;
  private DeploymentRecords deployments;
  private final ClusterRecordsEditor cluster;
  private final SecretRecordsEditor secrets;

  /** Starts from {@code base}; the result will be the state as of {@code index}. */
  public SnapshotEditor(Snapshot base, long index) {
    this.index = index;
    this.tableIndexes = base.tableIndexes.clone();
    this.jobs = base.jobs;
    this.versions = base.versions;
    this.summaries = base.summaries;
    this.tallies = base.tallies;
    this.nodes = base.nodes;
    this.allocations = base.allocations;
    this.allocationsByJob = base.allocationsByJob;
    this.allocationsByNode = base.allocationsByNode;
    this.openAllocationsByNode = base.openAllocationsByNode;
    this.usage = base.usage;
    this.allocationsByEvaluation = base.allocationsByEvaluation;
    this.allocationsByCreation = base.allocationsByCreation;
    this.evaluations = base.evaluations;
    this.evaluationsByJob = base.evaluationsByJob;
    this.evaluationsByCreation = base.evaluationsByCreation;
    this.records = new JobRecordsEditor(base.jobRecords, this::touch);
    this.deployments = base.deployments;
    this.cluster = new ClusterRecordsEditor(base.cluster, this::touch);
    this.secrets = new SecretRecordsEditor(base.secretRecords, index, this::touch);
  }

  /** The index that the changes get. */
  public long index() {
    return index;
  }

  /** The new state. */
  public Snapshot snapshot() {
    return new Snapshot(
        index,
        tableIndexes.clone(),
        jobs,
        versions,
        summaries,
        tallies,
        nodes,
        allocations,
        allocationsByJob,
        allocationsByNode,
        openAllocationsByNode,
        usage,
        allocationsByEvaluation,
        allocationsByCreation,
        evaluations,
        evaluationsByJob,
        evaluationsByCreation,
        records.records(),
        deployments,
        cluster.records(),
        secrets.records());
  }

  /** What the changes touched so far. */
  public Set<Watch> touched() {
    return touched;
  }

  public @Nullable JobVersion job(JobKey key) {
    return jobs.get(key);
  }

  public @Nullable JobSummary summary(JobKey key) {
    return summaries.get(key);
  }

  /** The summaries of all jobs, as of now. */
  public List<JobSummary> summaries() {
    return List.copyOf(summaries.rows());
  }

  /** The allocations of the job of a summary, as of now. */
  public List<Allocation> allocationsOf(JobSummary summary) {
    JobKey job = new JobKey(summary.namespace(), summary.jobId());
    List<Allocation> found = new ArrayList<>();
    for (var entry : allocationsByJob.from(new Pair<>(job, new AllocId(""))).entries()) {
      if (!entry.getKey().first().equals(job)) {
        break;
      }
      found.add(allocations.get(entry.getValue()));
    }
    return found;
  }

  public JobTally tally(JobKey key) {
    JobTally tally = tallies.get(key);
    return tally == null ? JobTally.NONE : tally;
  }

  public @Nullable Node node(NodeId id) {
    return nodes.get(id);
  }

  public @Nullable Allocation allocation(AllocId id) {
    return allocations.get(id);
  }

  public @Nullable Evaluation evaluation(EvalId id) {
    return evaluations.get(id);
  }

  /** The kept versions of a job, oldest first. */
  public Iterable<JobVersion> versions(JobKey job) {
    return versions.between(new VersionKey(job, 0), new VersionKey(job, Long.MAX_VALUE)).rows();
  }

  /** Puts the job's current version, in the table of versions too. */
  public void putJob(JobVersion job) {
    jobs = jobs.with(job.key(), job);
    putVersion(job);
    touch(TableName.JOBS, Watch.job(Topic.JOB, job.key()));
  }

  /** Puts a kept version that need not be the current one. */
  public void putVersion(JobVersion version) {
    versions = versions.with(new VersionKey(version.key(), version.version()), version);
    touch(TableName.JOB_VERSIONS, Watch.job(Topic.JOB, version.key()));
  }

  public void removeVersion(JobKey job, long version) {
    VersionKey key = new VersionKey(job, version);
    versions = versions.without(key);
    touch(TableName.JOB_VERSIONS, Watch.job(Topic.JOB, job));
    records.removeSource(key);
  }

  /**
   * Removes a job with its versions, its summary and what is kept beside it; allocations and
   * evaluations stay until collected.
   */
  public void removeJob(JobKey job) {
    jobs = jobs.without(job);
    for (JobVersion version : versions(job)) {
      removeVersion(job, version.version());
    }
    records.removeAll(job);
    summaries = summaries.without(job);
    touch(TableName.JOBS, Watch.job(Topic.JOB, job));
    touch(TableName.JOB_VERSIONS, Watch.job(Topic.JOB, job));
    touch(TableName.JOB_SUMMARIES, Watch.job(Topic.JOB_SUMMARY, job));
  }

  public void putSummary(JobSummary summary) {
    JobKey job = new JobKey(summary.namespace(), summary.jobId());
    summaries = summaries.with(job, summary);
    touch(TableName.JOB_SUMMARIES, Watch.job(Topic.JOB_SUMMARY, job));
  }

  public @Nullable JobVersion version(JobKey job, long version) {
    return versions.get(new VersionKey(job, version));
  }

  /** What is kept beside the jobs, to be read and changed. */
  public JobRecordsEditor records() {
    return records;
  }

  /** What operators decide for the whole cluster, to be read and changed. */
  public ClusterRecordsEditor cluster() {
    return cluster;
  }

  public @Nullable Deployment deployment(String id) {
    return deployments.rows().get(id);
  }

  public void putDeployment(Deployment deployment) {
    deployments = deployments.with(deployment);
    touchDeployment(deployment);
  }

  public void removeDeployment(String id) {
    Deployment old = deployments.rows().get(id);
    if (old != null) {
      deployments = deployments.without(old);
      touchDeployment(old);
    }
  }

  private void touchDeployment(Deployment deployment) {
    touch(TableName.DEPLOYMENTS, Watch.of(Topic.DEPLOYMENT, deployment.id()));
    touched.add(Watch.job(Topic.JOB_DEPLOYMENTS, deployment.job()));
  }

  /** What is kept of secrets. */
  public SecretRecordsEditor secrets() {
    return secrets;
  }

  public void putNode(Node node) {
    nodes = nodes.with(node.id(), node);
    touch(TableName.NODES, Watch.of(Topic.NODE, node.id().value()));
  }

  public void removeNode(NodeId id) {
    nodes = nodes.without(id);
    touch(TableName.NODES, Watch.of(Topic.NODE, id.value()));
  }

  public void putAllocation(Allocation allocation) {
    Allocation old = allocations.get(allocation.id());
    AllocId id = allocation.id();
    allocations = allocations.with(id, allocation);
    if (old == null) {
      allocationsByJob = allocationsByJob.with(new Pair<>(allocation.job(), id), id);
      allocationsByNode = allocationsByNode.with(new Pair<>(allocation.nodeId(), id), id);
      allocationsByCreation =
          allocationsByCreation.with(new Pair<>(allocation.createIndex(), id), id);
    }
    if (old == null || !Objects.equals(old.evalId(), allocation.evalId())) {
      if (old != null) {
        allocationsByEvaluation = allocationsByEvaluation.without(new Pair<>(old.evalId(), id));
      }
      allocationsByEvaluation =
          allocationsByEvaluation.with(new Pair<>(allocation.evalId(), id), id);
    }
    noteOpen(old, allocation);
    int live = (allocation.terminal() ? 0 : 1) - (old == null || old.terminal() ? 0 : 1);
    putTally(allocation.job(), tally(allocation.job()).plusAllocation(old == null ? 1 : 0, live));
    touchAllocation(allocation);
  }

  private void noteOpen(@Nullable Allocation old, Allocation current) {
    boolean wasOpen = old != null && !old.clientTerminal();
    boolean isOpen = !current.clientTerminal();
    boolean same =
        wasOpen && isOpen && old.allocatedResources().equals(current.allocatedResources());
    if (wasOpen && !same) {
      noteUsage(old, -1);
    }
    if (isOpen && !same) {
      noteUsage(current, 1);
    }
    Pair<NodeId, AllocId> key = new Pair<>(current.nodeId(), current.id());
    if (isOpen && !wasOpen) {
      openAllocationsByNode = openAllocationsByNode.with(key, current.id());
    } else if (wasOpen && !isOpen) {
      openAllocationsByNode = openAllocationsByNode.without(key);
    }
  }

  private void noteUsage(Allocation allocation, int sign) {
    NodeUsage old = usage.get(allocation.nodeId());
    NodeUsage now =
        (old == null ? NodeUsage.NONE : old).plus(allocation.allocatedResources(), sign);
    if (now.equals(NodeUsage.NONE)) {
      usage = usage.without(allocation.nodeId());
    } else {
      usage = usage.with(allocation.nodeId(), now);
    }
  }

  public void removeAllocation(AllocId id) {
    Allocation old = allocations.get(id);
    if (old == null) {
      return;
    }
    allocations = allocations.without(id);
    allocationsByJob = allocationsByJob.without(new Pair<>(old.job(), id));
    allocationsByNode = allocationsByNode.without(new Pair<>(old.nodeId(), id));
    if (!old.clientTerminal()) {
      noteUsage(old, -1);
    }
    openAllocationsByNode = openAllocationsByNode.without(new Pair<>(old.nodeId(), id));
    allocationsByEvaluation = allocationsByEvaluation.without(new Pair<>(old.evalId(), id));
    allocationsByCreation = allocationsByCreation.without(new Pair<>(old.createIndex(), id));
    putTally(old.job(), tally(old.job()).plusAllocation(-1, old.terminal() ? 0 : -1));
    touchAllocation(old);
  }

  public void putEvaluation(Evaluation evaluation) {
    Evaluation old = evaluations.get(evaluation.id());
    EvalId id = evaluation.id();
    evaluations = evaluations.with(id, evaluation);
    if (old == null) {
      evaluationsByJob = evaluationsByJob.with(new Pair<>(evaluation.job(), id), id);
      evaluationsByCreation =
          evaluationsByCreation.with(new Pair<>(evaluation.createIndex(), id), id);
    }
    int open = (evaluation.terminal() ? 0 : 1) - (old == null || old.terminal() ? 0 : 1);
    putTally(evaluation.job(), tally(evaluation.job()).plusEvaluation(old == null ? 1 : 0, open));
    touchEvaluation(evaluation);
  }

  public void removeEvaluation(EvalId id) {
    Evaluation old = evaluations.get(id);
    if (old == null) {
      return;
    }
    evaluations = evaluations.without(id);
    evaluationsByJob = evaluationsByJob.without(new Pair<>(old.job(), id));
    evaluationsByCreation = evaluationsByCreation.without(new Pair<>(old.createIndex(), id));
    putTally(old.job(), tally(old.job()).plusEvaluation(-1, old.terminal() ? 0 : -1));
    touchEvaluation(old);
  }

  private void putTally(JobKey job, JobTally tally) {
    tallies = tally.equals(JobTally.NONE) ? tallies.without(job) : tallies.with(job, tally);
  }

  private void touchAllocation(Allocation allocation) {
    touch(TableName.ALLOCATIONS, Watch.of(Topic.ALLOCATION, allocation.id().value()));
    touched.add(Watch.job(Topic.JOB_ALLOCATIONS, allocation.job()));
    touched.add(Watch.of(Topic.NODE_ALLOCATIONS, allocation.nodeId().value()));
    touched.add(Watch.of(Topic.EVALUATION_ALLOCATIONS, allocation.evalId().value()));
    if (!allocation.deploymentId().isEmpty()) {
      touched.add(Watch.of(Topic.DEPLOYMENT_ALLOCATIONS, allocation.deploymentId()));
    }
  }

  private void touchEvaluation(Evaluation evaluation) {
    touch(TableName.EVALUATIONS, Watch.of(Topic.EVALUATION, evaluation.id().value()));
    touched.add(Watch.job(Topic.JOB_EVALUATIONS, evaluation.job()));
  }

  private void touch(TableName table, Watch what) {
    tableIndexes[table.ordinal()] = index;
    touched.add(Watch.table(table));
    touched.add(what);
  }

  /** Takes the indexes of the tables as they were; only for restoring a snapshot from disk. */
  void restoreTableIndexes(long[] saved) {
    System.arraycopy(saved, 0, tableIndexes, 0, Math.min(saved.length, tableIndexes.length));
  }
}
