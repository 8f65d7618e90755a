package io.drover.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows an evaluation, and the deployment it belongs to, until nothing more will happen by
 * itself. Waits by blocking queries. What was told once is not told again.
 */
public final class Monitor {

  private final Api api;
  private final Console console;
  private final boolean verbose;
  private final Map<String, String> allocationStatus = new HashMap<>();

  public Monitor(Api api, Console console, boolean verbose) {
    this.api = api;
    this.console = console;
    this.verbose = verbose;
  }

  /** Returns the exit code: unplaced if a group was not placed or the evaluation failed. */
  public int evaluation(String id) throws IOException {
    head("Monitoring evaluation \"%s\"".formatted(shown(id)));
    Doc evaluation = followEvaluation(id);
    boolean unplaced = conclude(evaluation);
    String next = evaluation.text("NextEval");
    if (!next.isEmpty() && evaluation.number("Wait") == 0) {
      head("Monitoring next evaluation \"%s\"".formatted(shown(next)));
      return evaluation(next);
    }
    if (unplaced) {
      return Command.UNPLACED;
    }
    String deployment = evaluation.text("DeploymentID");
    return deployment.isEmpty()
        ? Command.OK
        : new DeploymentMonitor(api, console, verbose).follow(deployment);
  }

  private Doc followEvaluation(String id) throws IOException {
    String path = Api.path("evaluation", id);
    String status = "";
    long index = 0;
    while (true) {
      Api.Answer answer = api.await(path, index);
      Doc now = answer.body();
      if (status.isEmpty()) {
        status = "pending";
        tell(trigger(now));
      }
      if (!now.text("Status").equals("pending")) {
        tellAllocations(id, now.number("CreateIndex"));
      }
      if (!now.text("Status").equals(status)) {
        tell("Evaluation status changed: \"%s\" -> \"%s\"".formatted(status, now.text("Status")));
        status = now.text("Status");
      }
      if (!status.equals("pending")) {
        return now;
      }
      index = answer.index() < index ? 0 : answer.index();
    }
  }

  private static String trigger(Doc evaluation) {
    return evaluation.text("TriggeredBy").equals("node-update")
        ? "Evaluation triggered by node \"%s\"".formatted(evaluation.text("NodeID"))
        : "Evaluation triggered by job \"%s\"".formatted(evaluation.text("JobID"));
  }

  private void tellAllocations(String evaluationId, long createIndex) throws IOException {
    for (Doc a : api.get(Api.path("evaluation", evaluationId, "allocations")).items()) {
      String before = allocationStatus.put(a.text("ID"), a.text("ClientStatus"));
      if (before == null) {
        boolean made = a.number("CreateIndex") >= createIndex;
        tell(
            "Allocation \"%s\" %s: node \"%s\", group \"%s\""
                .formatted(
                    shown(a.text("ID")),
                    made ? "created" : "modified",
                    shown(a.text("NodeID")),
                    a.text("TaskGroup")));
      }
    }
  }

  /** Says how it ended; true if something stays unplaced. */
  private boolean conclude(Doc evaluation) {
    String id = shown(evaluation.text("ID"));
    String status = evaluation.text("Status");
    Map<String, Doc> failed = evaluation.entries("FailedTGAllocs");
    if (failed.isEmpty()) {
      String description = evaluation.text("StatusDescription");
      boolean complete = status.equals("complete");
      head(
          "Evaluation \"%s\" finished with status \"%s\"%s"
              .formatted(
                  id, status, complete || description.isEmpty() ? "" : " (" + description + ")"));
      return status.equals("failed");
    }
    head(
        "Evaluation \"%s\" finished with status \"%s\" but failed to place all allocations:"
            .formatted(id, status));
    failed.forEach(
        (group, metric) -> {
          List<String> lines = Failures.group(group, metric, "");
          tell(lines.getFirst());
          lines.stream().skip(1).forEach(l -> console.line("    " + l));
        });
    String blocked = evaluation.text("BlockedEval");
    if (!blocked.isEmpty()) {
      tell(
          "Evaluation \"%s\" waiting for additional capacity to place remainder"
              .formatted(shown(blocked)));
    }
    return true;
  }

  private void head(String text) {
    console.heading("==> " + now() + ": " + text);
  }

  private void tell(String text) {
    console.line("    " + now() + ": " + text);
  }

  private String now() {
    return Format.time(console.clock().instant(), console.clock().getZone());
  }

  private String shown(String id) {
    return Format.id(id, verbose);
  }
}
