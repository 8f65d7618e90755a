package io.drover.sidecar.task.check;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How a check last came out.
 *
 * @param mode whether a deployment waits for it ("healthiness") or not ("readiness")
 * @param statusCode of HTTP; 0 for none
 * @param timestamp Unix seconds
 * @param group the allocation's name
 * @param task empty for a service of the group
 */
record CheckResult(
    String id,
    String mode,
    Status status,
    int statusCode,
    String output,
    long timestamp,
    String group,
    String task,
    String service,
    String check) {

  static final String READINESS = "readiness";
  static final String HEALTHINESS = "healthiness";

  /** What is known. */
  enum Status {
    PENDING("pending"),
    SUCCESS("success"),
    FAILURE("failure");

    private final String word;

    Status(String word) {
      this.word = word;
    }
  }

  /** The same check with a newer outcome. */
  CheckResult with(Outcome outcome, long at) {
    return new CheckResult(
        id,
        mode,
        outcome.success() ? Status.SUCCESS : Status.FAILURE,
        outcome.statusCode(),
        outcome.output(),
        at,
        group,
        task,
        service,
        check);
  }

  /** Whether an allocation with this result can be healthy. */
  boolean passing() {
    return status == Status.SUCCESS || status == Status.FAILURE && mode.equals(READINESS);
  }

  /** As /v1/client/allocation/:id/checks shows it. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("ID", id);
    json.put("Mode", mode);
    json.put("Status", status.word);
    json.put("StatusCode", statusCode);
    json.put("Output", output);
    json.put("Timestamp", timestamp);
    json.put("Group", group);
    json.put("Task", task);
    json.put("Service", service);
    json.put("Check", check);
    return json;
  }
}
