package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** What the node says of an allocation. */
public enum ClientStatus {
  PENDING("pending"),
  RUNNING("running"),
  COMPLETE("complete"),
  FAILED("failed"),
  LOST("lost"),
  UNKNOWN("unknown");

  private static final Map<String, ClientStatus> BY_WORD =
      Wire.byWord(values(), ClientStatus::word);

  private final String word;

  ClientStatus(String word) {
    this.word = word;
  }

  /** The constant that a word stands for; an unknown word is an IllegalArgumentException. */
  @JsonCreator
  public static ClientStatus of(String word) {
    return Wire.find(BY_WORD, word, "client status");
  }

  /** The word on the wire. */
  @JsonValue
  public String word() {
    return word;
  }
}
