package io.drover.plan;

import com.fasterxml.jackson.annotation.JsonValue;

/** How a part of a job differs; parts of the same name are shown in this order. */
public enum DiffType {
  EDITED("Edited"),
  ADDED("Added"),
  DELETED("Deleted"),
  NONE("None");

  private final String word;

  DiffType(String word) {
    this.word = word;
  }

  /** As it stands on the wire. */
  @JsonValue
  public String word() {
    return word;
  }
}
