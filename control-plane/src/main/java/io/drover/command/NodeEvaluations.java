package io.drover.command;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import io.drover.schedule.Datacenters;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The evaluations that changes of nodes call for: their jobs, and the system jobs that may run
 * there. A job is evaluated once, however many of its nodes changed at the same time. Source:
 * semantics.md 9.
 */
final class NodeEvaluations {

  /** Nomad's priority of a job that gives none; for jobs that are gone already. */
  static final int PRIORITY = 50;

  private NodeEvaluations() {}

  /** For a node that changes by the command that is being decided. */
  static List<Evaluation> of(Snapshot snapshot, Context context, Node node) {
    return of(snapshot, context, List.of(node), snapshot.index() + 1);
  }

  /**
   * For several at once.
   *
   * @param nodeIndex the index of the change that the evaluations are to see
   */
  static List<Evaluation> of(
      Snapshot snapshot, Context context, Collection<Node> nodes, long nodeIndex) {
    Map<JobKey, Cause> causes = new LinkedHashMap<>();
    for (Node node : nodes) {
      for (Allocation allocation : snapshot.openAllocationsOn(node.id())) {
        causes.putIfAbsent(allocation.job(), new Cause(node, allocation.jobRef().type()));
      }
    }
    if (!nodes.isEmpty()) {
      for (JobVersion job : snapshot.jobs().rows()) {
        if (everywhere(job) && !causes.containsKey(job.key())) {
          nodes.stream()
              .filter(node -> mayRun(job, node))
              .findFirst()
              .ifPresent(node -> causes.put(job.key(), new Cause(node, job.type())));
        }
      }
    }
    List<Evaluation> evaluations = new ArrayList<>(causes.size());
    causes.forEach(
        (job, cause) -> {
          JobVersion current = snapshot.job(job);
          int priority = current == null ? PRIORITY : current.priority();
          evaluations.add(
              NewEvaluation.of(context, job, cause.type, priority, EvalTrigger.NODE_UPDATE)
                  .withNodeId(cause.node.id())
                  .withNodeModifyIndex(nodeIndex));
        });
    return evaluations;
  }

  private record Cause(Node node, JobType type) {}

  private static boolean everywhere(JobVersion job) {
    boolean system = job.type() == JobType.SYSTEM || job.type() == JobType.SYSBATCH;
    return system && !job.stop() && !job.periodic() && !job.parameterized();
  }

  private static boolean mayRun(JobVersion job, Node node) {
    return (job.nodePool().equals("all") || job.nodePool().equals(node.nodePool()))
        && Datacenters.match(job.datacenters(), node.datacenter());
  }
}
