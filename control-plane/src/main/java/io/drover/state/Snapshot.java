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
import io.drover.contract.model.Namespace;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodePool;
import io.drover.contract.model.ScalingPolicy;
import io.drover.contract.model.SchedulerConfiguration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole state as of one index: a value that never changes, free to be read by any thread for as
 * long as it likes. Only {@link SnapshotEditor}, in the hands of the appliers, makes a new one. Job
 * documents are not here; they are found by {@link JobVersion#digest()}.
 */
public final class Snapshot {

  /** The state before the first commit. */
  public static final Snapshot EMPTY =
      new Snapshot(
          0,
          new long[TableName.values().length],
          Table.empty(),
          Table.empty(),
          Table.empty(),
          Table.empty(),
          Table.empty(),
          Table.empty(),
          Table.empty(),
          Table.empty(),
          Table.empty(),
          Table.empty(),
          Table.empty(),
          Table.empty(),
          Table.empty(),
          Table.empty(),
          Table.empty(),
          JobRecords.EMPTY,
          DeploymentRecords.EMPTY,
          ClusterRecords.EMPTY,
          SecretRecords.EMPTY);

  final long index;
  final long[] tableIndexes;
  final Table<JobKey, JobVersion> jobs;
  final Table<VersionKey, JobVersion> versions;
  final Table<JobKey, JobSummary> summaries;
  final Table<JobKey, JobTally> tallies;
  final Table<NodeId, Node> nodes;
  final Table<AllocId, Allocation> allocations;
  final Table<Pair<JobKey, AllocId>, AllocId> allocationsByJob;
  final Table<Pair<NodeId, AllocId>, AllocId> allocationsByNode;
  final Table<Pair<NodeId, AllocId>, AllocId> openAllocationsByNode;
  final Table<NodeId, NodeUsage> usage;
  final Table<Pair<EvalId, AllocId>, AllocId> allocationsByEvaluation;
  final Table<Pair<Long, AllocId>, AllocId> allocationsByCreation;
  final Table<EvalId, Evaluation> evaluations;
  final Table<Pair<JobKey, EvalId>, EvalId> evaluationsByJob;
  final Table<Pair<Long, EvalId>, EvalId> evaluationsByCreation;
  final JobRecords jobRecords;
  final DeploymentRecords deployments;
  final ClusterRecords cluster;
  final SecretRecords secretRecords;

  @SuppressWarnings("TooManyParameters") // Only the editor calls it; one place, one line a table.
  Snapshot(
      long index,
      long[] tableIndexes,
      Table<JobKey, JobVersion> jobs,
      Table<VersionKey, JobVersion> versions,
      Table<JobKey, JobSummary> summaries,
      Table<JobKey, JobTally> tallies,
      Table<NodeId, Node> nodes,
      Table<AllocId, Allocation> allocations,
      Table<Pair<JobKey, AllocId>, AllocId> allocationsByJob,
      Table<Pair<NodeId, AllocId>, AllocId> allocationsByNode,
      Table<Pair<NodeId, AllocId>, AllocId> openAllocationsByNode,
      Table<NodeId, NodeUsage> usage,
      Table<Pair<EvalId, AllocId>, AllocId> allocationsByEvaluation,
      Table<Pair<Long, AllocId>, AllocId> allocationsByCreation,
      Table<EvalId, Evaluation> evaluations,
      Table<Pair<JobKey, EvalId>, EvalId> evaluationsByJob,
      Table<Pair<Long, EvalId>, EvalId> evaluationsByCreation,
      JobRecords jobRecords,
      DeploymentRecords deployments,
      ClusterRecords cluster,
      SecretRecords secretRecords) {
    this.index = index;
    this.tableIndexes = tableIndexes;
    this.jobs = jobs;
    this.versions = versions;
    this.summaries = summaries;
    this.tallies = tallies;
    this.nodes = nodes;
    this.allocations = allocations;
    this.allocationsByJob = allocationsByJob;
    this.allocationsByNode = allocationsByNode;
    this.openAllocationsByNode = openAllocationsByNode;
    this.usage = usage;
    this.allocationsByEvaluation = allocationsByEvaluation;
    this.allocationsByCreation = allocationsByCreation;
    this.evaluations = evaluations;
    this.evaluationsByJob = evaluationsByJob;
    this.evaluationsByCreation = evaluationsByCreation;
    this.jobRecords = jobRecords;
    this.deployments = deployments;
    this.cluster = cluster;
    this.secretRecords = secretRecords;
  }

  /** The position of the last command that this state holds. */
  public long index() {
    return index;
  }

  /** The index of the last change of a table; 0 for a table that never had a row. */
  public long tableIndex(TableName table) {
    return tableIndexes[table.ordinal()];
  }

  /** Jobs by namespace and id. */
  public Table<JobKey, JobVersion> jobs() {
    return jobs;
  }

  public @Nullable JobVersion job(JobKey key) {
    return jobs.get(key);
  }

  /** The kept versions of a job, oldest first. */
  public List<JobVersion> versions(JobKey job) {
    return List.copyOf(
        versions.between(new VersionKey(job, 0), new VersionKey(job, Long.MAX_VALUE)).rows());
  }

  /** Every kept version of every job. */
  public Table<VersionKey, JobVersion> versions() {
    return versions;
  }

  public @Nullable JobSummary summary(JobKey job) {
    return summaries.get(job);
  }

  /** One kept version of a job, or null. */
  public @Nullable JobVersion version(JobKey job, long version) {
    return versions.get(new VersionKey(job, version));
  }

  /** The jobs of a namespace whose ids begin so, in the order of their ids. */
  public List<JobVersion> jobsWithPrefix(String namespace, String prefix) {
    List<JobVersion> found = new ArrayList<>();
    for (JobVersion job : jobs.from(new JobKey(namespace, prefix)).rows()) {
      if (!job.namespace().equals(namespace) || !job.id().startsWith(prefix)) {
        break;
      }
      found.add(job);
    }
    return found;
  }

  /** Where the text of a version is, or null. */
  public @Nullable JobSource source(JobKey job, long version) {
    return jobRecords.sources().get(new VersionKey(job, version));
  }

  /** How a job was scaled; null if it never was. */
  public @Nullable ScalingHistory scaling(JobKey job) {
    return jobRecords.scalings().get(job);
  }

  /** Scaling policies by id. */
  public Table<String, ScalingPolicy> scalingPolicies() {
    return jobRecords.policies();
  }

  /** The scaling policies of a job in the order of its groups' names. */
  public List<ScalingPolicy> scalingPoliciesOf(JobKey job) {
    List<ScalingPolicy> found = new ArrayList<>();
    for (var entry : jobRecords.policiesByJob().from(new Pair<>(job, "")).entries()) {
      if (!entry.getKey().first().equals(job)) {
        break;
      }
      found.add(jobRecords.policies().get(entry.getValue()));
    }
    return found;
  }

  /** Up to when a periodic job's launches are done; null if it has none. */
  public @Nullable PeriodicLaunch launch(JobKey job) {
    return jobRecords.launches().get(job);
  }

  /** Accessors of the Vault tokens that tasks have. */
  public Table<String, VaultAccessor> vaultAccessors() {
    return secretRecords.accessors();
  }

  /** Those of one allocation. */
  public List<VaultAccessor> vaultAccessorsOf(AllocId allocation) {
    List<VaultAccessor> found = new ArrayList<>();
    for (var entry : secretRecords.byAllocation().from(new Pair<>(allocation, "")).entries()) {
      if (!entry.getKey().first().equals(allocation)) {
        break;
      }
      found.add(secretRecords.accessors().get(entry.getValue()));
    }
    return found;
  }

  public JobTally tally(JobKey job) {
    JobTally tally = tallies.get(job);
    return tally == null ? JobTally.NONE : tally;
  }

  public Table<NodeId, Node> nodes() {
    return nodes;
  }

  public @Nullable Node node(NodeId id) {
    return nodes.get(id);
  }

  public Table<AllocId, Allocation> allocations() {
    return allocations;
  }

  public @Nullable Allocation allocation(AllocId id) {
    return allocations.get(id);
  }

  /** Allocations of a job in the order of their ids. */
  public List<Allocation> allocationsOf(JobKey job) {
    return resolve(
        allocationsByJob.from(new Pair<>(job, FIRST_ALLOCATION)), p -> p.first().equals(job));
  }

  /** Allocations of a node in the order of their ids. */
  public List<Allocation> allocationsOn(NodeId node) {
    return resolve(
        allocationsByNode.from(new Pair<>(node, FIRST_ALLOCATION)), p -> p.first().equals(node));
  }

  /**
   * Allocations of a node that it has not reported as ended, so that they may still hold its
   * resources, in the order of their ids. What ended is not looked at, however much of it there is.
   */
  public List<Allocation> openAllocationsOn(NodeId node) {
    return resolve(
        openAllocationsByNode.from(new Pair<>(node, FIRST_ALLOCATION)),
        p -> p.first().equals(node));
  }

  /** What {@link #openAllocationsOn} take of a node, added up. */
  public NodeUsage usageOf(NodeId node) {
    NodeUsage found = usage.get(node);
    return found == null ? NodeUsage.NONE : found;
  }

  /** Allocations that an evaluation made, in the order of their ids. */
  public List<Allocation> allocationsBy(EvalId evaluation) {
    return resolve(
        allocationsByEvaluation.from(new Pair<>(evaluation, FIRST_ALLOCATION)),
        p -> p.first().equals(evaluation));
  }

  /** Ids of all allocations by the index of their creation, oldest first. */
  public Table<Pair<Long, AllocId>, AllocId> allocationsByCreation() {
    return allocationsByCreation;
  }

  public Table<EvalId, Evaluation> evaluations() {
    return evaluations;
  }

  public @Nullable Evaluation evaluation(EvalId id) {
    return evaluations.get(id);
  }

  /** Evaluations of a job in the order of their ids. */
  public List<Evaluation> evaluationsOf(JobKey job) {
    List<Evaluation> found = new ArrayList<>();
    for (var entry : evaluationsByJob.from(new Pair<>(job, new EvalId(""))).entries()) {
      if (!entry.getKey().first().equals(job)) {
        break;
      }
      found.add(evaluations.get(entry.getValue()));
    }
    return found;
  }

  /** Ids of all evaluations by the index of their creation, oldest first. */
  public Table<Pair<Long, EvalId>, EvalId> evaluationsByCreation() {
    return evaluationsByCreation;
  }

  /** Deployments by id. */
  public Table<String, Deployment> deployments() {
    return deployments.rows();
  }

  public @Nullable Deployment deployment(String id) {
    return deployments.rows().get(id);
  }

  /** Ids of all deployments by the index of their creation, oldest first. */
  public Table<Pair<Long, String>, String> deploymentsByCreation() {
    return deployments.byCreation();
  }

  /** Deployments of a job, the newest first. */
  public List<Deployment> deploymentsOf(JobKey job) {
    List<Deployment> found = new ArrayList<>();
    for (var entry : deployments.byJob().from(new Pair<>(job, "")).entries()) {
      if (!entry.getKey().first().equals(job)) {
        break;
      }
      found.add(deployments.rows().get(entry.getValue()));
    }
    found.sort(Comparator.comparingLong(Deployment::createIndex).reversed());
    return found;
  }

  /** The newest deployment of a job; null if it never had one. */
  public @Nullable Deployment latestDeployment(JobKey job) {
    List<Deployment> all = deploymentsOf(job);
    return all.isEmpty() ? null : all.getFirst();
  }

  /** Namespaces by name, without the built-in one as long as nobody has written it. */
  public Table<String, Namespace> namespaces() {
    return cluster.namespaces();
  }

  /** Node pools by name, without the built-in ones. */
  public Table<String, NodePool> nodePools() {
    return cluster.nodePools();
  }

  /** How the whole cluster schedules. */
  public SchedulerConfiguration scheduling() {
    SchedulerConfiguration set = cluster.scheduling();
    return set == null ? SchedulerConfiguration.DEFAULT : set;
  }

  private static final AllocId FIRST_ALLOCATION = new AllocId("");

  private <K extends Comparable<K>> List<Allocation> resolve(
      Table<K, AllocId> part, java.util.function.Predicate<K> belongs) {
    List<Allocation> found = new ArrayList<>();
    for (var entry : part.entries()) {
      if (!belongs.test(entry.getKey())) {
        break;
      }
      found.add(allocations.get(entry.getValue()));
    }
    return found;
  }
}
