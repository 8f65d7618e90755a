package io.drover.command;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.JobKey;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobVersion;
import io.drover.event.AllocationStop;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.event.PlanApplied;
import io.drover.schedule.Plan;
import io.drover.schedule.PlanCheck;
import io.drover.schedule.PlanPart;
import io.drover.schedule.PlanResult;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The plan applier's decision. Workers plan on states that may be old by now, so every node is
 * checked against the newest one, and only what fits is committed; the evaluations that the plan
 * carries go with it if all of it fits. A stop goes with its replacement. Source: semantics.md 8.
 */
public record SubmitPlan(Plan plan) implements Command<PlanResult> {

  @Override
  public Outcome<PlanResult> decide(Snapshot snapshot, Context context) throws Refusal {
    Evaluation evaluation = snapshot.evaluation(plan.evaluation());
    if (evaluation == null || evaluation.terminal()) {
      // Somebody else finished it, for one because this worker took longer than it was given.
      throw new Refusal(500, "evaluation " + plan.evaluation() + " is not open any more");
    }
    Plan part = PlanPart.of(plan);
    return part == plan
        ? decide(snapshot, context, true)
        : new SubmitPlan(part).decide(snapshot, context, false);
  }

  /**
   * @param all whether this is all of what the scheduler wants
   */
  private Outcome<PlanResult> decide(Snapshot snapshot, Context context, boolean all) {
    PlanCheck.Verdict verdict = PlanCheck.check(snapshot, plan);
    Map<NodeId, String> refused = verdict.refused();
    boolean whole = all && refused.isEmpty();
    boolean nothing = plan.allAtOnce() && !refused.isEmpty();
    List<Allocation> placed = nothing ? List.of() : placed(snapshot, refused);
    List<AllocationStop> stopped = nothing ? List.of() : stopped(snapshot, verdict.heldBack());
    List<Event> events = new ArrayList<>();
    boolean deploys =
        !nothing && (plan.deployment() != null || !plan.deploymentChanges().isEmpty());
    if (!placed.isEmpty() || !stopped.isEmpty() || deploys) {
      events.add(
          new PlanApplied(
              placed, stopped, context.nowNanos(), plan.deployment(), plan.deploymentChanges()));
    }
    List<Evaluation> evaluations = new ArrayList<>(evaluations(snapshot, context, stopped));
    if (whole) {
      evaluations.addAll(UpdateEvaluations.withSuperseded(snapshot, plan.evaluations()));
    }
    if (!evaluations.isEmpty()) {
      events.add(new EvaluationsUpdated(evaluations));
    }
    Set<AllocId> ids = new HashSet<>();
    placed.forEach(allocation -> ids.add(allocation.id()));
    // The refusal shows in the newest state, even if nothing of the plan makes a newer one.
    return new Outcome<>(
        events, index -> new PlanResult(ids, stopped.size(), refused, deploys, whole ? 0 : index));
  }

  private List<Allocation> placed(Snapshot snapshot, Map<NodeId, String> refused) {
    List<Allocation> placed = new ArrayList<>();
    for (Allocation given : plan.placements()) {
      Allocation old = snapshot.allocation(given.id());
      boolean collected = old == null && given.createIndex() > 0;
      if (!refused.containsKey(given.nodeId()) && !collected) {
        placed.add(old == null ? given : updated(old, given));
      }
    }
    return placed;
  }

  /** Only what a plan decides: marks and reports since the plan's state stay. */
  private static Allocation updated(Allocation old, Allocation given) {
    Allocation updated =
        old.withJobRef(given.jobRef())
            .withEvalId(given.evalId())
            .withAllocatedResources(given.allocatedResources())
            .withFollowupEvalId(given.followupEvalId());
    if (!given.deploymentId().equals(old.deploymentId())) {
      updated =
          updated
              .withDeploymentId(given.deploymentId())
              .withDeploymentStatus(given.deploymentStatus());
    }
    if (given.allocStates().size() > old.allocStates().size() && !old.terminal()) {
      updated = updated.withAllocStates(given.allocStates());
      if (given.clientStatus() == ClientStatus.UNKNOWN) {
        updated =
            updated
                .withClientStatus(ClientStatus.UNKNOWN)
                .withClientDescription(given.clientDescription());
      }
    }
    return updated;
  }

  private List<AllocationStop> stopped(Snapshot snapshot, Set<AllocId> heldBack) {
    return plan.stops().stream()
        .filter(stop -> !heldBack.contains(stop.id()) && stops(snapshot, stop))
        .toList();
  }

  /** Whoever was to give way and stops anyway by now is left alone. */
  private static boolean stops(Snapshot snapshot, AllocationStop stop) {
    Allocation allocation = snapshot.allocation(stop.id());
    return allocation != null && !(stop.preemptedBy() != null && allocation.terminal());
  }

  /** The jobs that lost something to this one look for another place. */
  private static List<Evaluation> evaluations(
      Snapshot snapshot, Context context, List<AllocationStop> stopped) {
    Map<JobKey, Evaluation> evaluations = new LinkedHashMap<>();
    for (AllocationStop stop : stopped) {
      Allocation victim = stop.preemptedBy() == null ? null : snapshot.allocation(stop.id());
      JobVersion job = victim == null ? null : snapshot.job(victim.job());
      if (job != null) {
        evaluations.computeIfAbsent(
            job.key(),
            key ->
                NewEvaluation.of(context, key, job.type(), job.priority(), EvalTrigger.PREEMPTION));
      }
    }
    return List.copyOf(evaluations.values());
  }
}
