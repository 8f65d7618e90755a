package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** Why an evaluation was made. */
public enum EvalTrigger {
  JOB_REGISTER("job-register"),
  JOB_DEREGISTER("job-deregister"),
  PERIODIC_JOB("periodic-job"),
  NODE_DRAIN("node-drain"),
  NODE_UPDATE("node-update"),
  ALLOC_STOP("alloc-stop"),
  SCHEDULED("scheduled"),
  ROLLING_UPDATE("rolling-update"),
  DEPLOYMENT_WATCHER("deployment-watcher"),
  FAILED_FOLLOW_UP("failed-follow-up"),
  MAX_PLAN_ATTEMPTS("max-plan-attempts"),
  ALLOC_FAILURE("alloc-failure"),
  QUEUED_ALLOCS("queued-allocs"),
  PREEMPTION("preemption"),
  JOB_SCALING("job-scaling"),
  MAX_DISCONNECT_TIMEOUT("max-disconnect-timeout"),
  RECONNECT("reconnect");

  private static final Map<String, EvalTrigger> BY_WORD = Wire.byWord(values(), EvalTrigger::word);

  private final String word;

  EvalTrigger(String word) {
    this.word = word;
  }

  /** The constant that a word stands for; an unknown word is an IllegalArgumentException. */
  @JsonCreator
  public static EvalTrigger of(String word) {
    return Wire.find(BY_WORD, word, "evaluation trigger");
  }

  /** The word on the wire. */
  @JsonValue
  public String word() {
    return word;
  }
}
