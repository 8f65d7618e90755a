package io.drover.contract.ids;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Identity of one allocation: a lower-case UUID in text form. */
public record AllocId(@JsonValue String value) implements Comparable<AllocId> {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public AllocId {}

  @Override
  public int compareTo(AllocId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
