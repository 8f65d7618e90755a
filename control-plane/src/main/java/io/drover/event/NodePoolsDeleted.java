package io.drover.event;

import java.util.List;

/** Node pools, by name, are no more. */
public record NodePoolsDeleted(List<String> names) implements Event {

  public NodePoolsDeleted {
    names = names == null ? List.of() : List.copyOf(names);
  }
}
