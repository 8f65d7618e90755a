package io.drover.command;

import io.drover.contract.ids.JobKey;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The evaluations that a change of a node calls for: its jobs, and every system job. Source:
 * semantics.md 9.
 */
final class NodeEvaluations {

  private NodeEvaluations() {}

  static List<Evaluation> of(Snapshot snapshot, Context context, NodeId node) {
    Map<JobKey, JobType> types = new LinkedHashMap<>();
    for (Allocation allocation : snapshot.allocationsOn(node)) {
      if (!allocation.clientTerminal()) {
        types.putIfAbsent(allocation.job(), allocation.jobRef().type());
      }
    }
    for (JobVersion job : snapshot.jobs().rows()) {
      boolean everywhere = job.type() == JobType.SYSTEM || job.type() == JobType.SYSBATCH;
      if (everywhere && !job.stop() && !job.periodic() && !job.parameterized()) {
        types.putIfAbsent(job.key(), job.type());
      }
    }
    List<Evaluation> evaluations = new ArrayList<>(types.size());
    types.forEach(
        (job, type) -> {
          JobVersion current = snapshot.job(job);
          int priority = current == null ? 50 : current.priority();
          evaluations.add(
              NewEvaluation.of(context, job, type, priority, EvalTrigger.NODE_UPDATE)
                  .withNodeId(node));
        });
    return evaluations;
  }
}
