package io.drover.node;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.node.v1.Refused;
import io.drover.contract.node.v1.ServerMessage;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotStore;
import io.drover.state.Topic;
import io.drover.state.Watch;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open sessions of this member, at most one a node, and the way from a commit to the nodes it
 * concerns.
 */
public final class NodeSessions implements SnapshotStore.Listener {

  private final Map<NodeId, NodeSession> open = new ConcurrentHashMap<>();

  /** The session of a node, if it has one here. */
  Optional<NodeSession> of(NodeId node) {
    return Optional.ofNullable(open.get(node));
  }

  /** Number of open sessions. */
  public int size() {
    return open.size();
  }

  /** Makes this the node's session and gives back the one that it takes the place of. */
  Optional<NodeSession> add(NodeSession session) {
    return Optional.ofNullable(open.put(session.node(), session));
  }

  /** Forgets a session that has ended, unless another has taken its place. */
  void remove(NodeSession session) {
    open.remove(session.node(), session);
  }

  /** Ends all sessions: another member leads now, at that address if it is known. */
  public void moveTo(String leader) {
    open.values().forEach(session -> session.send(elsewhere(leader)));
    open.clear();
  }

  static ServerMessage elsewhere(String leader) {
    Refused.Builder refused =
        Refused.newBuilder().setReason("another member leads").setRetry(true).setLeader(leader);
    return ServerMessage.newBuilder().setRefused(refused).build();
  }

  @Override
  public void committed(Snapshot snapshot, Set<Watch> touched) {
    for (Watch watch : touched) {
      if (watch.topic() == Topic.ALLOCATION) {
        tell(snapshot, watch.key());
      }
    }
  }

  private void tell(Snapshot snapshot, String id) {
    Allocation allocation = snapshot.allocation(new AllocId(id));
    if (allocation != null) {
      of(allocation.nodeId()).ifPresent(session -> session.mark(id));
    } else {
      open.values().stream().filter(s -> s.knows(id)).forEach(s -> s.mark(id));
    }
  }
}
