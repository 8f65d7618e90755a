package io.drover.event;

import io.drover.contract.model.Evaluation;
import java.util.List;

/** Evaluations were made or have moved on. Their indexes are set when this is applied. */
public record EvaluationsUpdated(List<Evaluation> evaluations) implements Event {

  public EvaluationsUpdated {
    evaluations = evaluations == null ? List.of() : List.copyOf(evaluations);
  }
}
