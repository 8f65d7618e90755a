package io.drover.command;

import io.drover.contract.ids.JobKey;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.event.AllocationReport;
import io.drover.event.AllocationsReported;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A node reports how its allocations do. Reports that say nothing new write nothing; a job of which
 * an allocation has newly failed, or is in touch again, is evaluated, once. Source: semantics.md
 * 3.2.
 */
public record ReportAllocations(NodeId node, List<AllocationReport> reports)
    implements Command<Long> {

  /** The index as of which the reports are known. */
  @Override
  public Outcome<Long> decide(Snapshot snapshot, Context context) throws Refusal {
    Node from = snapshot.node(node);
    if (from == null) {
      throw new Refusal(500, "node not found");
    }
    if (from.status() == NodeStatus.DOWN || from.status() == NodeStatus.DISCONNECTED) {
      throw new Refusal(
          500,
          "node %s is not allowed to update allocs while in status %s"
              .formatted(node, from.status().word()));
    }
    List<AllocationReport> news = new ArrayList<>();
    Map<JobKey, EvalTrigger> called = new LinkedHashMap<>();
    for (AllocationReport report : reports) {
      Allocation old = snapshot.allocation(report.id());
      if (old == null || !old.nodeId().equals(node) || saysNothingNew(report, old)) {
        continue;
      }
      if (old.clientStatus() == ClientStatus.LOST && !ended(report)) {
        // Its place was given to others when it was lost: only its end can still be news.
        continue;
      }
      news.add(report);
      if (newlyFailed(report, old)) {
        called.put(old.job(), EvalTrigger.ALLOC_FAILURE);
      } else if (old.clientStatus() == ClientStatus.UNKNOWN) {
        called.putIfAbsent(old.job(), EvalTrigger.RECONNECT);
      }
    }
    if (news.isEmpty()) {
      return Outcome.unchanged(index -> index);
    }
    List<Event> events = new ArrayList<>();
    events.add(new AllocationsReported(node, news, context.nowNanos()));
    List<Evaluation> evaluations = evaluations(snapshot, context, called);
    if (!evaluations.isEmpty()) {
      events.add(new EvaluationsUpdated(evaluations));
    }
    return new Outcome<>(events, index -> index);
  }

  private static boolean saysNothingNew(AllocationReport report, Allocation old) {
    boolean sameHealth =
        report.deploymentStatus() == null
            || old.deploymentStatus() != null
                && Objects.equals(
                    report.deploymentStatus().healthy(), old.deploymentStatus().healthy());
    return sameHealth
        && report.clientStatus() == old.clientStatus()
        && report.clientDescription().equals(old.clientDescription())
        && report.taskStates().equals(old.taskStates());
  }

  private static boolean ended(AllocationReport report) {
    return report.clientStatus() == ClientStatus.COMPLETE
        || report.clientStatus() == ClientStatus.FAILED;
  }

  private static boolean newlyFailed(AllocationReport report, Allocation old) {
    return report.clientStatus() == ClientStatus.FAILED
        && old.clientStatus() != ClientStatus.FAILED
        && !old.serverTerminal()
        && old.followupEvalId() == null;
  }

  private static List<Evaluation> evaluations(
      Snapshot snapshot, Context context, Map<JobKey, EvalTrigger> called) {
    List<Evaluation> evaluations = new ArrayList<>();
    called.forEach(
        (key, trigger) -> {
          JobVersion job = snapshot.job(key);
          if (job != null && !job.stop()) {
            evaluations.add(NewEvaluation.of(context, key, job.type(), job.priority(), trigger));
          }
        });
    return evaluations;
  }
}
