package io.drover.contract.ids;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Identity of one evaluation: a lower-case UUID in text form. */
public record EvalId(@JsonValue String value) implements Comparable<EvalId> {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public EvalId {}

  @Override
  public int compareTo(EvalId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
