package io.drover.schedule;

import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import java.util.List;

/**
 * Plans, hands in, and plans again on a newer state while plans are refused, as often as the type
 * of the evaluation allows; progress starts the count anew.
 */
final class Attempts {
  /** One round: the plan for a state, and what it found. */
  interface Round {
    Made plan(State state, Evaluation evaluation);
  }

  /**
   * A plan with the changes that it comes from, and the same evaluation blocked, for when all
   * attempts are used up.
   */
  record Made(Plan plan, Outcomes.Found found, Desired desired) {}

  private Attempts() {}

  static void run(
      State first, Planner planner, Evaluation evaluation, boolean blocksAtEnd, Round round) {
    State state = first;
    if (evaluation.triggeredBy() == EvalTrigger.SCHEDULED) {
      String reason =
          "scheduler cannot handle '%s' evaluation reason"
              .formatted(evaluation.triggeredBy().word());
      planner.updateEvaluation(Outcomes.failed(evaluation, state, reason));
      return;
    }
    int most = Outcomes.attempts(evaluation.type());
    Outcomes.Found found = Outcomes.Found.NOTHING;
    for (int attempt = 1; attempt <= most; attempt++) {
      Made made = round.plan(state, evaluation);
      found = made.found;
      planner.desired(made.desired);
      PlanResult result = handIn(planner, made.plan);
      if (result.whole()) {
        return;
      }
      if (result.progress()) {
        attempt = 0;
      }
      state = planner.refresh(result.refreshIndex());
    }
    String reason = "maximum attempts reached (" + most + ")";
    Evaluation failed = Outcomes.failed(evaluation, state, reason);
    if (blocksAtEnd && evaluation.status() != EvalStatus.BLOCKED) {
      Ids ids = new Ids(evaluation.id(), -state.snapshot().index()); // Not those of any round.
      Evaluation blocked = Outcomes.blocked(ids.evaluation(), evaluation, state, found, true);
      planner.createEvaluation(blocked);
      failed = failed.withBlockedEval(blocked.id());
    }
    planner.updateEvaluation(failed);
  }

  private static final PlanResult DONE =
      new PlanResult(java.util.Set.of(), 0, java.util.Map.of(), 0);

  private static PlanResult handIn(Planner planner, Plan plan) {
    List<Evaluation> evaluations = plan.evaluations();
    if (!plan.noop() || evaluations.size() != 1) {
      return planner.submitPlan(plan);
    }
    Evaluation only = evaluations.getFirst();
    if (only.status() == EvalStatus.BLOCKED) {
      planner.reblockEvaluation(only);
    } else {
      planner.updateEvaluation(only);
    }
    return DONE;
  }
}
