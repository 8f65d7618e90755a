package io.drover.event;

import io.drover.contract.model.Namespace;
import java.util.List;

/** Namespaces were made or changed. */
public record NamespacesWritten(List<Namespace> namespaces) implements Event {

  public NamespacesWritten {
    namespaces = namespaces == null ? List.of() : List.copyOf(namespaces);
  }
}
