package io.drover.event;

import java.util.List;

/** Namespaces, by name, are no more. */
public record NamespacesDeleted(List<String> names) implements Event {

  public NamespacesDeleted {
    names = names == null ? List.of() : List.copyOf(names);
  }
}
