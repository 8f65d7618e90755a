package io.drover.apply;

import io.drover.contract.model.Node;
import io.drover.contract.model.NodeEvent;
import io.drover.contract.model.NodePool;
import io.drover.contract.model.NodeStatus;
import io.drover.event.NodeRegistered;
import io.drover.state.SnapshotEditor;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Puts a node as it sees itself and keeps what only the servers know of it. */
final class NodeRegisteredApplier {

  private NodeRegisteredApplier() {}

  static void apply(SnapshotEditor editor, NodeRegistered event) {
    Node old = editor.node(event.node().id());
    makePool(editor, event.node().nodePool());
    Instant time = Instant.ofEpochSecond(event.time() / 1_000_000_000);
    Node node =
        event.node().withModifyIndex(editor.index()).withStatusUpdatedAt(time.getEpochSecond());
    if (old == null) {
      NodeEvent registered = new NodeEvent("Node registered", "Cluster", null, time, 0);
      editor.putNode(node.withCreateIndex(editor.index()).withEvents(List.of(registered)));
      return;
    }
    Node kept =
        node.withCreateIndex(old.createIndex())
            .withDrainStrategy(old.drainStrategy())
            .withSchedulingEligibility(old.schedulingEligibility())
            .withLastDrain(old.lastDrain())
            .withLastMissedHeartbeatIndex(
                node.status() == NodeStatus.READY ? 0 : old.lastMissedHeartbeatIndex())
            .withLastAllocUpdateIndex(old.lastAllocUpdateIndex())
            .withEvents(old.events());
    if (old.status() == NodeStatus.DOWN) {
      NodeEvent back = new NodeEvent("Node re-registered", "Cluster", null, time, editor.index());
      kept = kept.withEvents(NodeEvents.plus(old.events(), back));
    }
    editor.putNode(kept);
  }

  /** A pool that a node names is there from then on, as if somebody had made it. */
  private static void makePool(SnapshotEditor editor, String name) {
    NodePool pool = new NodePool(name, "", Map.of(), null, editor.index(), editor.index());
    if (!name.isEmpty() && !pool.builtIn() && editor.cluster().nodePool(name) == null) {
      editor.cluster().putNodePool(pool);
    }
  }
}
