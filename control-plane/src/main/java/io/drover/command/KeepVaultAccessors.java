package io.drover.command;

import io.drover.event.VaultAccessorsKept;
import io.drover.state.Snapshot;
import io.drover.state.VaultAccessor;
import java.util.List;

/** Keeps accessors of Vault tokens that were made for tasks; answers the index. */
public record KeepVaultAccessors(List<VaultAccessor> accessors) implements Command<Long> {

  @Override
  public Outcome<Long> decide(Snapshot snapshot, Context context) {
    return new Outcome<>(List.of(new VaultAccessorsKept(accessors)), index -> index);
  }
}
