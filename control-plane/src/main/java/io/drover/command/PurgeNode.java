package io.drover.command;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.Node;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.event.NodePurged;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * An operator removes a node; what it ran is lost. One that lives on registers again. Source:
 * semantics.md 9.
 */
public record PurgeNode(NodeId node) implements Command<NodeWritten> {

  @Override
  public Outcome<NodeWritten> decide(Snapshot snapshot, Context context) throws Refusal {
    Node old = snapshot.node(node);
    if (old == null) {
      throw new Refusal(500, "node not found");
    }
    List<Event> events = new ArrayList<>();
    events.add(new NodePurged(node));
    List<Evaluation> evaluations = NodeEvaluations.of(snapshot, context, old);
    if (!evaluations.isEmpty()) {
      events.add(new EvaluationsUpdated(evaluations));
    }
    return new Outcome<>(events, index -> NodeWritten.of(evaluations, index));
  }
}
