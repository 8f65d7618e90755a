package io.drover.contract.ids;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Identity of one machine that runs tasks: a lower-case UUID in text form. */
public record NodeId(@JsonValue String value) implements Comparable<NodeId> {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public NodeId {}

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
