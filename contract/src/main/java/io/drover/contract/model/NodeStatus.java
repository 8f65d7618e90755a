package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** Whether a node can be given work. */
public enum NodeStatus {
  INITIALIZING("initializing"),
  READY("ready"),
  DOWN("down"),
  DISCONNECTED("disconnected");

  private static final Map<String, NodeStatus> BY_WORD = Wire.byWord(values(), NodeStatus::word);

  private final String word;

  NodeStatus(String word) {
    this.word = word;
  }

  /** The constant that a word stands for; an unknown word is an IllegalArgumentException. */
  @JsonCreator
  public static NodeStatus of(String word) {
    return Wire.find(BY_WORD, word, "node status");
  }

  /** The word on the wire. */
  @JsonValue
  public String word() {
    return word;
  }
}
