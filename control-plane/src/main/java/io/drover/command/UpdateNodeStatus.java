package io.drover.command;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeEvent;
import io.drover.contract.model.NodeStatus;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.event.NodeStatusChanged;
import io.drover.state.Snapshot;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** A node went silent, or is heard of again. Its jobs are evaluated. Source: semantics.md 9. */
public record UpdateNodeStatus(NodeId node, NodeStatus status, String message)
    implements Command<Boolean> {

  /** True when the status changed. */
  @Override
  public Outcome<Boolean> decide(Snapshot snapshot, Context context) throws Refusal {
    Node old = snapshot.node(node);
    if (old == null) {
      throw new Refusal(500, "node not found");
    }
    if (old.status() == status) {
      return Outcome.unchanged(index -> false);
    }
    NodeEvent note =
        new NodeEvent(message, "Cluster", null, context.now().truncatedTo(ChronoUnit.SECONDS), 0);
    List<Event> events = new ArrayList<>();
    events.add(new NodeStatusChanged(node, status, context.nowNanos(), note));
    List<Evaluation> evaluations = NodeEvaluations.of(snapshot, context, node);
    if (!evaluations.isEmpty()) {
      events.add(new EvaluationsUpdated(evaluations));
    }
    return new Outcome<>(events, index -> true);
  }
}
