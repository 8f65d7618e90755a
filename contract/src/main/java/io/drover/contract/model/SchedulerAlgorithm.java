package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** Which of two nodes that can take an allocation is the better one. */
public enum SchedulerAlgorithm {
  /** The fuller one. */
  BINPACK("binpack"),
  /** The emptier one. */
  SPREAD("spread");

  private static final Map<String, SchedulerAlgorithm> BY_WORD =
      Wire.byWord(values(), SchedulerAlgorithm::word);

  private final String word;

  SchedulerAlgorithm(String word) {
    this.word = word;
  }

  /** The constant that a word stands for; an unknown word is an IllegalArgumentException. */
  @JsonCreator
  public static SchedulerAlgorithm of(String word) {
    return Wire.find(BY_WORD, word, "scheduler algorithm");
  }

  /** The word on the wire. */
  @JsonValue
  public String word() {
    return word;
  }
}
