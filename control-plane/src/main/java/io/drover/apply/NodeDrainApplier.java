package io.drover.apply;

import io.drover.contract.model.Node;
import io.drover.contract.model.NodeEvent;
import io.drover.event.NodeDrainChanged;
import io.drover.event.NodeEligibilityChanged;
import io.drover.state.SnapshotEditor;
import org.jspecify.annotations.Nullable;

/** Whether a node takes work, and whether it is being emptied. */
final class NodeDrainApplier {

  private NodeDrainApplier() {}

  static void apply(SnapshotEditor editor, NodeDrainChanged event) {
    Node old = editor.node(event.node());
    if (old == null) {
      return; // Purged in the meantime.
    }
    Node node =
        old.withDrainStrategy(event.strategy())
            .withSchedulingEligibility(event.eligibility())
            .withStatusUpdatedAt(event.time() / 1_000_000_000)
            .withLastDrain(event.drain() == null ? old.lastDrain() : event.drain());
    put(editor, node, event.note());
  }

  static void apply(SnapshotEditor editor, NodeEligibilityChanged event) {
    Node old = editor.node(event.node());
    if (old != null) {
      Node node =
          old.withSchedulingEligibility(event.eligibility())
              .withStatusUpdatedAt(event.time() / 1_000_000_000);
      put(editor, node, event.note());
    }
  }

  private static void put(SnapshotEditor editor, Node node, @Nullable NodeEvent note) {
    Node noted =
        note == null
            ? node
            : node.withEvents(NodeEvents.plus(node.events(), note.withCreateIndex(editor.index())));
    editor.putNode(noted.withModifyIndex(editor.index()));
  }
}
