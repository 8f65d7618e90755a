package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** Where one task of an allocation stands. */
public enum TaskPhase {
  PENDING("pending"),
  RUNNING("running"),
  DEAD("dead");

  private static final Map<String, TaskPhase> BY_WORD = Wire.byWord(values(), TaskPhase::word);

  private final String word;

  TaskPhase(String word) {
    this.word = word;
  }

  /** The constant that a word stands for; an unknown word is an IllegalArgumentException. */
  @JsonCreator
  public static TaskPhase of(String word) {
    return Wire.find(BY_WORD, word, "task state");
  }

  /** The word on the wire. */
  @JsonValue
  public String word() {
    return word;
  }
}
