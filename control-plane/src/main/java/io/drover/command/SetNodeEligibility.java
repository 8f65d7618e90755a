package io.drover.command;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Eligibility;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.Node;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.event.NodeEligibilityChanged;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * An operator lets a node take new work, or no more. What is so already writes nothing. Source:
 * semantics.md 9.
 */
public record SetNodeEligibility(NodeId node, Eligibility eligibility)
    implements Command<NodeWritten> {

  @Override
  public Outcome<NodeWritten> decide(Snapshot snapshot, Context context) throws Refusal {
    Node old = snapshot.node(node);
    if (old == null) {
      throw new Refusal(500, "node not found");
    }
    boolean eligible = eligibility == Eligibility.ELIGIBLE;
    if (eligible && old.drainStrategy() != null) {
      throw new Refusal(
          500, "can not set node's scheduling eligibility to eligible while it is draining");
    }
    if (old.schedulingEligibility() == eligibility) {
      return Outcome.unchanged(index -> NodeWritten.of(List.of(), 0));
    }
    List<Event> events = new ArrayList<>();
    events.add(
        new NodeEligibilityChanged(
            node,
            eligibility,
            context.nowNanos(),
            NodeNotes.cluster(eligible ? NodeNotes.ELIGIBLE : NodeNotes.INELIGIBLE, context)));
    List<Evaluation> evaluations =
        eligible ? NodeEvaluations.of(snapshot, context, old) : List.of();
    if (!evaluations.isEmpty()) {
      events.add(new EvaluationsUpdated(evaluations));
    }
    return new Outcome<>(events, index -> NodeWritten.of(evaluations, index));
  }
}
