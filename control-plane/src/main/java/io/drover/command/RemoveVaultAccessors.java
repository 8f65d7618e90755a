package io.drover.command;

import io.drover.event.VaultAccessorsRemoved;
import io.drover.state.Snapshot;
import java.util.List;

/** Forgets accessors of Vault tokens that are revoked; answers the index. */
public record RemoveVaultAccessors(List<String> accessors) implements Command<Long> {

  @Override
  public Outcome<Long> decide(Snapshot snapshot, Context context) {
    List<String> kept = accessors.stream().filter(snapshot.vaultAccessors()::contains).toList();
    return kept.isEmpty()
        ? Outcome.unchanged(index -> index)
        : new Outcome<>(List.of(new VaultAccessorsRemoved(kept)), index -> index);
  }
}
