package io.drover.event;

import io.drover.state.VaultAccessor;
import java.util.List;

/** Vault tokens were made for tasks; these revoke them. */
public record VaultAccessorsKept(List<VaultAccessor> accessors) implements Event {

  public VaultAccessorsKept {
    accessors = accessors == null ? List.of() : List.copyOf(accessors);
  }
}
