package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** Whether the scheduler may place new work on a node. */
public enum Eligibility {
  ELIGIBLE("eligible"),
  INELIGIBLE("ineligible");

  private static final Map<String, Eligibility> BY_WORD = Wire.byWord(values(), Eligibility::word);

  private final String word;

  Eligibility(String word) {
    this.word = word;
  }

  /** The constant that a word stands for; an unknown word is an IllegalArgumentException. */
  @JsonCreator
  public static Eligibility of(String word) {
    return Wire.find(BY_WORD, word, "scheduling eligibility");
  }

  /** The word on the wire. */
  @JsonValue
  public String word() {
    return word;
  }
}
