package io.drover.apply;

import io.drover.contract.model.Namespace;
import io.drover.contract.model.NodePool;
import io.drover.contract.model.SchedulerConfiguration;
import io.drover.event.NamespacesWritten;
import io.drover.event.NodePoolsWritten;
import io.drover.event.SchedulingConfigured;
import io.drover.state.SnapshotEditor;

/** What operators decide for the whole cluster. */
final class OperatorEvents {

  private OperatorEvents() {}

  static void namespaces(SnapshotEditor editor, NamespacesWritten event) {
    for (Namespace given : event.namespaces()) {
      Namespace old = editor.cluster().namespace(given.name());
      editor
          .cluster()
          .putNamespace(
              given
                  .withCreateIndex(old == null ? editor.index() : old.createIndex())
                  .withModifyIndex(editor.index()));
    }
  }

  static void nodePools(SnapshotEditor editor, NodePoolsWritten event) {
    for (NodePool given : event.nodePools()) {
      NodePool old = editor.cluster().nodePool(given.name());
      editor
          .cluster()
          .putNodePool(
              given
                  .withCreateIndex(old == null ? editor.index() : old.createIndex())
                  .withModifyIndex(editor.index()));
    }
  }

  static void scheduling(SnapshotEditor editor, SchedulingConfigured event) {
    SchedulerConfiguration old = editor.cluster().scheduling();
    editor
        .cluster()
        .putScheduling(
            event
                .configuration()
                .withCreateIndex(old == null ? editor.index() : old.createIndex())
                .withModifyIndex(editor.index()));
  }
}
