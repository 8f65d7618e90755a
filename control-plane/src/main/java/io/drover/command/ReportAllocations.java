package io.drover.command;

import io.drover.contract.ids.JobKey;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.model.TaskGroup;
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
import org.jspecify.annotations.Nullable;

/**
 * A node reports how its allocations do. Reports that say nothing new write nothing; a job is
 * evaluated, once, if an allocation of it has newly failed and may be replaced, or is known of
 * again. Source: semantics.md 3.2.
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
    Map<JobKey, EvalTrigger> triggers = new LinkedHashMap<>();
    for (AllocationReport given : reports) {
      Allocation old = snapshot.allocation(given.id());
      if (old == null || !old.nodeId().equals(node)) {
        continue;
      }
      AllocationReport report = judged(given, old);
      if (saysNothingNew(report, old)) {
        continue;
      }
      if (old.clientStatus() == ClientStatus.LOST && !ended(report)) {
        // Its place was given to others when it was lost: only its end can still be news.
        continue;
      }
      news.add(report);
      EvalTrigger trigger = trigger(snapshot, context, report, old);
      if (trigger != null) {
        triggers.putIfAbsent(old.job(), trigger);
      }
    }
    if (news.isEmpty()) {
      return Outcome.unchanged(index -> index);
    }
    List<Event> events = new ArrayList<>();
    events.add(new AllocationsReported(node, news, context.nowNanos()));
    List<Evaluation> evaluations = evaluations(snapshot, context, triggers);
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

  /** What fails before anybody said how it does was unhealthy. Source: objects.md 4. */
  private static AllocationReport judged(AllocationReport report, Allocation old) {
    boolean failed = report.clientStatus() == ClientStatus.FAILED && !old.deploymentId().isEmpty();
    return failed && !judged(report.deploymentStatus()) && !judged(old.deploymentStatus())
        ? new AllocationReport(
            report.id(),
            report.clientStatus(),
            report.clientDescription(),
            report.taskStates(),
            new AllocDeploymentStatus(false, null, false, 0))
        : report;
  }

  private static boolean judged(@Nullable AllocDeploymentStatus status) {
    return status != null && status.healthy() != null;
  }

  private static boolean newlyFailed(AllocationReport report, Allocation old) {
    return report.clientStatus() == ClientStatus.FAILED
        && old.clientStatus() != ClientStatus.FAILED
        && !old.serverTerminal()
        && old.followupEvalId() == null;
  }

  /** Why the allocation's job has to be evaluated now, or null. */
  private static @Nullable EvalTrigger trigger(
      Snapshot snapshot, Context context, AllocationReport report, Allocation old) {
    JobVersion job = snapshot.job(old.job());
    if (job == null || job.stop()) {
      return null;
    }
    if (old.clientStatus() == ClientStatus.UNKNOWN
        && report.clientStatus() != ClientStatus.UNKNOWN) {
      return EvalTrigger.RECONNECT;
    }
    if (!newlyFailed(report, old)) {
      return null;
    }
    TaskGroup group = context.job(job.digest()).group(old.taskGroup());
    return group != null
            && RescheduleAttempts.left(old, group.reschedulePolicy(), context.nowNanos())
        ? EvalTrigger.ALLOC_FAILURE
        : null;
  }

  private static List<Evaluation> evaluations(
      Snapshot snapshot, Context context, Map<JobKey, EvalTrigger> triggers) {
    List<Evaluation> evaluations = new ArrayList<>();
    triggers.forEach(
        (key, trigger) -> {
          JobVersion job = snapshot.job(key);
          if (job != null) {
            evaluations.add(NewEvaluation.of(context, key, job.type(), job.priority(), trigger));
          }
        });
    return evaluations;
  }
}
