package io.drover.command;

import io.drover.contract.model.EvalStatus;
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
        : new Outcome<>(
            List.of(new EvaluationsUpdated(withSuperseded(snapshot, open))), index -> open.size());
  }

  /**
   * Adds the blocked evaluations of a job that a complete one, which placed everything, made
   * needless: they are canceled in the same commit.
   */
  static List<Evaluation> withSuperseded(Snapshot snapshot, List<Evaluation> evaluations) {
    List<Evaluation> all = new ArrayList<>(evaluations);
    for (Evaluation done : evaluations) {
      if (done.status() == EvalStatus.COMPLETE && done.failedTgAllocs().isEmpty()) {
        for (Evaluation other : snapshot.evaluationsOf(done.job())) {
          if (other.status() == EvalStatus.BLOCKED && !other.id().equals(done.id())) {
            all.add(
                other
                    .withStatus(EvalStatus.CANCELED)
                    .withStatusDescription("evaluation \"" + done.id() + "\" successful")
                    .withModifyTime(done.modifyTime()));
          }
        }
      }
    }
    return all;
  }
}
