package io.drover.apply;

import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.event.NodeStatusChanged;
import io.drover.state.SnapshotEditor;

/** Notes that a node came, went silent or came back. */
final class NodeStatusChangedApplier {

  private NodeStatusChangedApplier() {}

  static void apply(SnapshotEditor editor, NodeStatusChanged event) {
    Node old = editor.node(event.node());
    if (old == null) {
      return; // Purged in the meantime.
    }
    Node node =
        old.withStatus(event.status())
            .withStatusUpdatedAt(event.time() / 1_000_000_000)
            .withModifyIndex(editor.index());
    if (event.status() == NodeStatus.READY) {
      node = node.withLastMissedHeartbeatIndex(0);
    } else if (event.status() == NodeStatus.DOWN || event.status() == NodeStatus.DISCONNECTED) {
      node = node.withLastMissedHeartbeatIndex(editor.index());
    }
    if (event.note() != null) {
      node =
          node.withEvents(
              NodeEvents.plus(old.events(), event.note().withCreateIndex(editor.index())));
    }
    editor.putNode(node);
  }
}
