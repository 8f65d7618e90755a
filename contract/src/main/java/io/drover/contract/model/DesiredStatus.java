package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** What the servers want of an allocation. */
public enum DesiredStatus {
  RUN("run"),
  STOP("stop"),
  EVICT("evict");

  private static final Map<String, DesiredStatus> BY_WORD =
      Wire.byWord(values(), DesiredStatus::word);

  private final String word;

  DesiredStatus(String word) {
    this.word = word;
  }

  /** The constant that a word stands for; an unknown word is an IllegalArgumentException. */
  @JsonCreator
  public static DesiredStatus of(String word) {
    return Wire.find(BY_WORD, word, "desired status");
  }

  /** The word on the wire. */
  @JsonValue
  public String word() {
    return word;
  }
}
