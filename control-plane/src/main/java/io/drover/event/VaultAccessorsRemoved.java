package io.drover.event;

import java.util.List;

/** The tokens of these accessors are revoked, or have expired. */
public record VaultAccessorsRemoved(List<String> accessors) implements Event {

  public VaultAccessorsRemoved {
    accessors = accessors == null ? List.of() : List.copyOf(accessors);
  }
}
