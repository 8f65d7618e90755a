package io.drover.command;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.event.NodeStatusChanged;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Nodes were not heard of in time: each is disconnected as long as something on it may come back,
 * else down. All are one commit, and each of their jobs is evaluated once. Source: semantics.md 9.
 */
public record MarkNodesSilent(List<NodeId> nodes) implements Command<Map<NodeId, NodeStatus>> {

  public MarkNodesSilent {
    nodes = List.copyOf(nodes);
  }

  /** What each of the nodes is now; one that is not known is left out. */
  @Override
  public Outcome<Map<NodeId, NodeStatus>> decide(Snapshot snapshot, Context context) {
    Disconnection disconnection = new Disconnection(snapshot, context);
    Map<NodeId, NodeStatus> now = new LinkedHashMap<>();
    List<Event> events = new ArrayList<>();
    List<Node> changed = new ArrayList<>();
    for (NodeId id : nodes) {
      Node node = snapshot.node(id);
      if (node == null || now.containsKey(id)) {
        continue;
      }
      NodeStatus status = silent(node, disconnection);
      now.put(id, status);
      if (status != node.status()) {
        changed.add(node);
        events.add(
            new NodeStatusChanged(
                id, status, context.nowNanos(), NodeNotes.cluster(NodeNotes.MISSED, context)));
      }
    }
    List<Evaluation> evaluations =
        NodeEvaluations.of(snapshot, context, changed, snapshot.index() + 1);
    if (!evaluations.isEmpty()) {
      events.add(new EvaluationsUpdated(evaluations));
    }
    return new Outcome<>(events, index -> now);
  }

  private static NodeStatus silent(Node node, Disconnection disconnection) {
    boolean inTouchBefore =
        node.status() == NodeStatus.READY || node.status() == NodeStatus.DISCONNECTED;
    return inTouchBefore && disconnection.awaits(node) ? NodeStatus.DISCONNECTED : NodeStatus.DOWN;
  }
}
