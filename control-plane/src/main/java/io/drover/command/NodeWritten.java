package io.drover.command;

import io.drover.contract.model.Evaluation;
import java.util.List;

/**
 * What became of a write to a node.
 *
 * @param evaluations ids of those that it made
 * @param evalCreateIndex the index at which they were made, 0 if there are none
 * @param index the index of the write, 0 if nothing was written
 */
public record NodeWritten(List<String> evaluations, long evalCreateIndex, long index) {

  public NodeWritten {
    evaluations = List.copyOf(evaluations);
  }

  static NodeWritten of(List<Evaluation> evaluations, long index) {
    return new NodeWritten(
        evaluations.stream().map(e -> e.id().value()).toList(),
        evaluations.isEmpty() ? 0 : index,
        index);
  }
}
