package io.drover.command.operator;

import io.drover.command.Command;
import io.drover.command.Context;
import io.drover.command.Outcome;
import io.drover.command.Refusal;
import io.drover.contract.ids.EvalId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobStatus;
import io.drover.contract.model.JobVersion;
import io.drover.event.EvaluationsDeleted;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes evaluations by hand, to get rid of very many of them; nothing may be scheduled meanwhile.
 * Source: semantics.md 10.
 *
 * @param strict an evaluation that is not there is an error, not passed over
 */
public record DeleteEvaluations(List<EvalId> evaluations, boolean strict)
    implements Command<DeleteEvaluations.Answer> {

  /** As many as may be deleted at once. */
  public static final int MOST = 7281;

  public DeleteEvaluations {
    evaluations = List.copyOf(evaluations);
  }

  /** How many were deleted, and the index as of which they are. */
  public record Answer(int count, long index) {}

  @Override
  public Outcome<Answer> decide(Snapshot snapshot, Context context) throws Refusal {
    if (!snapshot.scheduling().pauseEvalBroker()) {
      throw new Refusal(500, "eval broker is enabled; eval broker must be paused to delete evals");
    }
    List<EvalId> found = new ArrayList<>();
    for (EvalId id : evaluations) {
      Evaluation evaluation = snapshot.evaluation(id);
      if (evaluation == null) {
        if (strict) {
          throw new Refusal(500, "eval not found");
        }
      } else if (safe(snapshot, evaluation)) {
        found.add(id);
      } else if (strict) {
        throw new Refusal(500, "eval " + id + " is not safe to delete");
      }
    }
    return found.isEmpty()
        ? Outcome.unchanged(index -> new Answer(0, index))
        : new Outcome<>(
            List.of(new EvaluationsDeleted(found, List.of())),
            index -> new Answer(found.size(), index));
  }

  /** What still runs, or failed and waits to be tried again, is looked up by its evaluation. */
  private static boolean safe(Snapshot snapshot, Evaluation evaluation) {
    JobVersion job = snapshot.job(evaluation.job());
    if (job == null || job.stop() || job.status() == JobStatus.DEAD) {
      return true;
    }
    for (Allocation allocation : snapshot.allocationsBy(evaluation.id())) {
      boolean runs =
          allocation.clientStatus() == ClientStatus.RUNNING
              || allocation.clientStatus() == ClientStatus.UNKNOWN;
      boolean waits =
          allocation.clientStatus() == ClientStatus.FAILED && allocation.nextAllocation() == null;
      if (runs || waits) {
        return false;
      }
    }
    return true;
  }
}
