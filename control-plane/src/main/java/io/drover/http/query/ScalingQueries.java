package io.drover.http.query;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.ScalingEvent;
import io.drover.contract.model.ScalingPolicy;
import io.drover.contract.model.TaskGroup;
import io.drover.documents.JobDocuments;
import io.drover.http.render.JsonOut;
import io.drover.state.ScalingHistory;
import io.drover.state.Snapshot;
import io.drover.state.TableName;
import io.drover.state.Topic;
import io.drover.state.Watch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads of how jobs are scaled and may be. Source: objects.md 1.16. */
public final class ScalingQueries {

  private ScalingQueries() {}

  /** How many allocations a group should have and has, and how it was scaled. */
  private record GroupStatus(
      long desired,
      long placed,
      long running,
      long healthy,
      long unhealthy,
      List<ScalingEvent> events) {}

  /** The same of all groups of a job. */
  private record JobStatus(
      String jobId,
      String namespace,
      long jobCreateIndex,
      long jobModifyIndex,
      boolean jobStopped,
      Map<String, GroupStatus> taskGroups) {}

  /** A policy in a list. */
  private record PolicyRow(
      String id,
      boolean enabled,
      String type,
      Map<String, String> target,
      long createIndex,
      long modifyIndex) {

    static PolicyRow of(ScalingPolicy p) {
      return new PolicyRow(
          p.id(), p.enabled(), p.type(), p.target(), p.createIndex(), p.modifyIndex());
    }
  }

  /** How the groups of a job are scaled. */
  public record Status(JobKey key, JobDocuments documents) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      JobVersion job = snapshot.job(key);
      if (job == null) {
        return Result.missing(snapshot.tableIndex(TableName.JOBS), "job not found");
      }
      List<Allocation> live =
          snapshot.allocationsOf(key).stream().filter(a -> !a.terminal() && !canary(a)).toList();
      ScalingHistory history = snapshot.scaling(key);
      Map<String, GroupStatus> groups = new TreeMap<>();
      for (TaskGroup group : documents.spec(job.digest()).taskGroups()) {
        List<ScalingEvent> events = history == null ? List.of() : history.of(group.name());
        groups.put(group.name(), status(group, live, events));
      }
      JobStatus status =
          new JobStatus(
              job.id(),
              job.namespace(),
              job.createIndex(),
              job.jobModifyIndex(),
              job.stop(),
              groups);
      long index = history == null ? 0 : history.modifyIndex();
      for (Allocation allocation : live) {
        index = Math.max(index, allocation.modifyIndex());
      }
      return Result.json(Math.max(index, job.modifyIndex()), JsonOut.of(status));
    }

    private static GroupStatus status(
        TaskGroup group, List<Allocation> live, List<ScalingEvent> events) {
      List<Allocation> own = live.stream().filter(a -> a.taskGroup().equals(group.name())).toList();
      return new GroupStatus(
          group.count(),
          own.size(),
          own.stream().filter(a -> a.clientStatus() == ClientStatus.RUNNING).count(),
          own.stream().filter(a -> health(a, true)).count(),
          own.stream().filter(a -> health(a, false)).count(),
          events);
    }

    /** A canary is beside the count of its group. */
    private static boolean canary(Allocation allocation) {
      return allocation.deploymentStatus() != null && allocation.deploymentStatus().canary();
    }

    private static boolean health(Allocation allocation, boolean healthy) {
      return allocation.deploymentStatus() != null
          && Boolean.valueOf(healthy).equals(allocation.deploymentStatus().healthy());
    }

    @Override
    public List<Watch> watches() {
      return List.of(
          Watch.job(Topic.JOB, key),
          Watch.job(Topic.JOB_SCALING, key),
          Watch.job(Topic.JOB_ALLOCATIONS, key));
    }
  }

  /** The list of policies, by id. */
  public record Policies(ReadParams params, String job, String type) implements Query {

    /** Reads the parameters. */
    public static Policies of(ReadParams params) {
      return new Policies(params, params.args().text("job"), params.args().text("type"));
    }

    @Override
    public Result run(Snapshot snapshot) {
      List<ScalingPolicy> found =
          snapshot.scalingPolicies().rows().stream().filter(this::wanted).toList();
      return Result.json(
          snapshot.tableIndex(TableName.SCALING_POLICIES),
          JsonOut.list(found, policy -> JsonOut.of(PolicyRow.of(policy))));
    }

    private boolean wanted(ScalingPolicy policy) {
      return (params.allNamespaces() || params.namespace().equals(policy.target().get("Namespace")))
          && (job.isEmpty() || job.equals(policy.target().get("Job")))
          && (type.isEmpty() || type.equals(policy.type()))
          && policy.id().startsWith(params.prefix());
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.table(TableName.SCALING_POLICIES));
    }

    @Override
    public boolean costly() {
      return true;
    }
  }

  /** One policy. */
  public record Policy(String id) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      ScalingPolicy found = snapshot.scalingPolicies().get(id);
      return found == null
          ? Result.missing(snapshot.tableIndex(TableName.SCALING_POLICIES), "policy not found")
          : Result.json(found.modifyIndex(), JsonOut.of(found));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.of(Topic.SCALING_POLICY, id));
    }
  }
}
