package io.drover.command;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.Node;
import io.drover.event.EvaluationsUpdated;
import io.drover.state.Snapshot;
import java.util.List;

/** An operator has the jobs of a node evaluated. Source: semantics.md 9. */
public record EvaluateNode(NodeId node) implements Command<EvaluateNode.Answer> {

  /** What was made, and the node that it was made for. */
  public record Answer(NodeWritten written, Node node, int nodes) {}

  @Override
  public Outcome<Answer> decide(Snapshot snapshot, Context context) throws Refusal {
    Node known = snapshot.node(node);
    if (known == null) {
      throw new Refusal(500, "node not found");
    }
    List<Evaluation> evaluations =
        NodeEvaluations.of(snapshot, context, List.of(known), known.modifyIndex());
    int nodes = snapshot.nodes().size();
    if (evaluations.isEmpty()) {
      return Outcome.unchanged(index -> new Answer(NodeWritten.of(List.of(), 0), known, nodes));
    }
    return new Outcome<>(
        List.of(new EvaluationsUpdated(evaluations)),
        index -> new Answer(NodeWritten.of(evaluations, index), known, nodes));
  }
}
