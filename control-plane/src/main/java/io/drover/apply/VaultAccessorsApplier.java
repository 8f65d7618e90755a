package io.drover.apply;

import io.drover.event.VaultAccessorsKept;
import io.drover.event.VaultAccessorsRemoved;
import io.drover.state.SnapshotEditor;

/** Keeps accessors of Vault tokens, and forgets them. */
final class VaultAccessorsApplier {

  private VaultAccessorsApplier() {}

  static void apply(SnapshotEditor editor, VaultAccessorsKept event) {
    event.accessors().forEach(editor.secrets()::keep);
  }

  static void apply(SnapshotEditor editor, VaultAccessorsRemoved event) {
    event.accessors().forEach(editor.secrets()::remove);
  }
}
