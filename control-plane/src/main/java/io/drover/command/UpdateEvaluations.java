package io.drover.command;

import io.drover.contract.model.Evaluation;
import io.drover.event.EvaluationsUpdated;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes evaluations, new ones and what became of old ones. One that was finished already, by
 * another delivery for example, is left as it is; the answer says how many were written.
 */
public record UpdateEvaluations(List<Evaluation> evaluations) implements Command<Integer> {
  public UpdateEvaluations {
    evaluations = List.copyOf(evaluations);
  }

  @Override
  public Outcome<Integer> decide(Snapshot snapshot, Context context) {
    List<Evaluation> open = new ArrayList<>();
    for (Evaluation evaluation : evaluations) {
      Evaluation old = snapshot.evaluation(evaluation.id());
      if (old == null || !old.terminal()) {
        open.add(evaluation.withModifyTime(context.nowNanos()));
      }
    }
    return open.isEmpty()
        ? Outcome.unchanged(index -> 0)
        : new Outcome<>(List.of(new EvaluationsUpdated(open)), index -> open.size());
  }
}
