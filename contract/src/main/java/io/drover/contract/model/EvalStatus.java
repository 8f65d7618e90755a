package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** Where an evaluation stands. */
public enum EvalStatus {
  PENDING("pending"),
  BLOCKED("blocked"),
  COMPLETE("complete"),
  FAILED("failed"),
  CANCELED("canceled");

  private static final Map<String, EvalStatus> BY_WORD = Wire.byWord(values(), EvalStatus::word);

  private final String word;

  EvalStatus(String word) {
    this.word = word;
  }

  /** The constant that a word stands for; an unknown word is an IllegalArgumentException. */
  @JsonCreator
  public static EvalStatus of(String word) {
    return Wire.find(BY_WORD, word, "evaluation status");
  }

  /** The word on the wire. */
  @JsonValue
  public String word() {
    return word;
  }
}
