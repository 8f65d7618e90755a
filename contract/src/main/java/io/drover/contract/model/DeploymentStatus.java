package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** Where a deployment stands. */
public enum DeploymentStatus {
  INITIALIZING("initializing"),
  RUNNING("running"),
  PAUSED("paused"),
  FAILED("failed"),
  SUCCESSFUL("successful"),
  CANCELLED("cancelled"),
  PENDING("pending"),
  BLOCKED("blocked"),
  UNBLOCKING("unblocking");

  private static final Map<String, DeploymentStatus> BY_WORD =
      Wire.byWord(values(), DeploymentStatus::word);

  private final String word;

  DeploymentStatus(String word) {
    this.word = word;
  }

  /** The constant that a word stands for; an unknown word is an IllegalArgumentException. */
  @JsonCreator
  public static DeploymentStatus of(String word) {
    return Wire.find(BY_WORD, word, "deployment status");
  }

  /** The word on the wire. */
  @JsonValue
  public String word() {
    return word;
  }

  /** False when nothing more will happen to the deployment. */
  public boolean active() {
    return this != FAILED && this != SUCCESSFUL && this != CANCELLED;
  }
}
