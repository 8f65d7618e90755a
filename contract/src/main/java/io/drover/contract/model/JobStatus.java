package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** Where a job stands: waiting for its first work, working, or done. */
public enum JobStatus {
  PENDING("pending"),
  RUNNING("running"),
  DEAD("dead");

  private static final Map<String, JobStatus> BY_WORD = Wire.byWord(values(), JobStatus::word);

  private final String word;

  JobStatus(String word) {
    this.word = word;
  }

  /** The constant that a word stands for; an unknown word is an IllegalArgumentException. */
  @JsonCreator
  public static JobStatus of(String word) {
    return Wire.find(BY_WORD, word, "job status");
  }

  /** The word on the wire. */
  @JsonValue
  public String word() {
    return word;
  }
}
