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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node is heard of again. One that was down is ready at once; one that was disconnected has to
 * tell first what became of its allocations. Source: semantics.md 9.
 */
public record MarkNodeHeard(NodeId node) implements Command<NodeStatus> {

  /** What the node is now. */
  @Override
  public Outcome<NodeStatus> decide(Snapshot snapshot, Context context) throws Refusal {
    Node old = snapshot.node(node);
    if (old == null) {
      throw new Refusal(500, "node not found");
    }
    NodeStatus status = heard(snapshot, old);
    if (old.status() == status) {
      return Outcome.unchanged(index -> status);
    }
    NodeEvent note = note(old, context);
    List<Event> events = new ArrayList<>();
    events.add(new NodeStatusChanged(node, status, context.nowNanos(), note));
    List<Evaluation> evaluations = NodeEvaluations.of(snapshot, context, old);
    if (!evaluations.isEmpty()) {
      events.add(new EvaluationsUpdated(evaluations));
    }
    return new Outcome<>(events, index -> status);
  }

  private static @Nullable NodeEvent note(Node old, Context context) {
    return old.status() == NodeStatus.DOWN ? NodeNotes.cluster(NodeNotes.HEARD, context) : null;
  }

  /** What a node becomes by being heard of. */
  static NodeStatus heard(Snapshot snapshot, Node old) {
    return switch (old.status()) {
      case READY, DOWN -> NodeStatus.READY;
      case DISCONNECTED -> NodeStatus.INITIALIZING;
      case INITIALIZING ->
          Disconnection.over(snapshot, old) ? NodeStatus.READY : NodeStatus.INITIALIZING;
    };
  }
}
