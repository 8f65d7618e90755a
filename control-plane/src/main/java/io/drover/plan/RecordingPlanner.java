package io.drover.plan;

import io.drover.contract.ids.EvalId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Evaluation;
import io.drover.schedule.Desired;
import io.drover.schedule.Plan;
import io.drover.schedule.PlanResult;
import io.drover.schedule.Planner;
import io.drover.schedule.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Takes every plan as if all of it were committed, and keeps what it heard. For one evaluation. */
final class RecordingPlanner implements Planner {

  private Evaluation processed;
  private Desired desired = new Desired();
  private final List<Evaluation> created = new ArrayList<>();

  RecordingPlanner(Evaluation evaluation) {
    this.processed = evaluation;
  }

  /** The evaluation as the scheduler left it. */
  Evaluation processed() {
    return processed;
  }

  /** The evaluations that the scheduler made. */
  List<Evaluation> created() {
    return List.copyOf(created);
  }

  Desired desired() {
    return desired;
  }

  @Override
  public void desired(Desired counts) {
    desired = counts;
  }

  @Override
  public PlanResult submitPlan(Plan plan) {
    plan.evaluations().forEach(this::updateEvaluation);
    return new PlanResult(
        plan.placements().stream().map(Allocation::id).collect(Collectors.toSet()),
        plan.stops().size(),
        Map.of(),
        0);
  }

  @Override
  public State refresh(long index) {
    throw new IllegalStateException("no plan of a dry run is refused");
  }

  @Override
  public void updateEvaluation(Evaluation evaluation) {
    EvalId id = processed.id();
    if (evaluation.id().equals(id)) {
      processed = evaluation;
    } else {
      created.add(evaluation);
    }
  }

  @Override
  public void createEvaluation(Evaluation evaluation) {
    updateEvaluation(evaluation);
  }

  @Override
  public void reblockEvaluation(Evaluation evaluation) {
    updateEvaluation(evaluation);
  }
}
