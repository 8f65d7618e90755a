package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** The scheduler that a job asks for. */
public enum JobType {
  SERVICE("service"),
  BATCH("batch"),
  SYSTEM("system"),
  SYSBATCH("sysbatch");

  private static final Map<String, JobType> BY_WORD = Wire.byWord(values(), JobType::word);

  private final String word;

  JobType(String word) {
    this.word = word;
  }

  /** The constant that a word stands for; an unknown word is an IllegalArgumentException. */
  @JsonCreator
  public static JobType of(String word) {
    return Wire.find(BY_WORD, word, "job type");
  }

  /** The word on the wire. */
  @JsonValue
  public String word() {
    return word;
  }
}
