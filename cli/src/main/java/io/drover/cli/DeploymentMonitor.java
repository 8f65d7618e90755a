package io.drover.cli;

import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/**
 * Follows a deployment to its end, with one line for each change of its counts. Where a job goes
 * back to an earlier version, the deployment of that is followed as well.
 */
public final class DeploymentMonitor {

  private static final Set<String> ENDED = Set.of("successful", "failed", "cancelled", "blocked");

  private final Api api;
  private final Console console;
  private final boolean verbose;

  public DeploymentMonitor(Api api, Console console, boolean verbose) {
    this.api = api;
    this.console = console;
    this.verbose = verbose;
  }

  /** Returns the exit code: unplaced if the deployment failed. */
  public int follow(String id) throws IOException {
    console.heading(
        "==> %s: Monitoring deployment \"%s\"".formatted(now(), Format.id(id, verbose)));
    String told = "";
    long index = 0;
    while (true) {
      Api.Answer answer = api.await(Api.path("deployment", id), index);
      Doc deployment = answer.body();
      String counts = counts(deployment);
      if (!counts.equals(told)) {
        console.line("    %s: %s".formatted(now(), counts));
        told = counts;
      }
      if (ENDED.contains(deployment.text("Status"))) {
        return end(deployment);
      }
      index = answer.index() < index ? 0 : answer.index();
    }
  }

  private int end(Doc deployment) throws IOException {
    String status = deployment.text("Status");
    console.heading(
        "==> %s: Deployment \"%s\" %s"
            .formatted(now(), Format.id(deployment.text("ID"), verbose), status));
    console.line();
    Deployments.whole(console, deployment, verbose);
    if (!status.equals("failed")) {
      return Command.OK;
    }
    if (deployment.text("StatusDescription").contains(" - rolling back to job version ")) {
      followRollback(deployment);
    }
    return Command.UNPLACED;
  }

  private void followRollback(Doc failed) throws IOException {
    String job = failed.text("JobID");
    Optional<Doc> evaluation =
        api.get(Api.path("job", job, "evaluations")).items().stream()
            .filter(e -> e.text("TriggeredBy").equals("deployment-watcher"))
            .filter(e -> e.number("CreateIndex") <= failed.number("ModifyIndex"))
            .max(Comparator.comparingLong(e -> e.number("CreateIndex")));
    if (evaluation.isEmpty()) {
      return; // Collected already, so that it is long ago.
    }
    scheduled(evaluation.get().text("ID"));
    Doc latest = api.get(Api.path("job", job, "deployment"));
    if (latest.number("CreateIndex") > failed.number("CreateIndex")) {
      console.line();
      follow(latest.text("ID"));
    }
  }

  /** The new deployment is made by the evaluation that came with the failure. */
  private void scheduled(String evaluation) throws IOException {
    long index = 0;
    while (true) {
      Api.Answer answer = api.await(Api.path("evaluation", evaluation), index);
      if (!answer.body().text("Status").equals("pending")) {
        return;
      }
      index = answer.index() < index ? 0 : answer.index();
    }
  }

  private static String counts(Doc deployment) {
    StringBuilder text = new StringBuilder("Deployment ").append(deployment.text("Status"));
    deployment
        .entries("TaskGroups")
        .forEach(
            (name, group) -> {
              text.append(
                  ", group \"%s\": %d desired, %d placed, %d healthy, %d unhealthy"
                      .formatted(
                          name,
                          group.number("DesiredTotal"),
                          group.number("PlacedAllocs"),
                          group.number("HealthyAllocs"),
                          group.number("UnhealthyAllocs")));
              if (group.number("DesiredCanaries") > 0 && !group.is("Promoted")) {
                text.append(
                    ", %d canaries not promoted".formatted(group.number("DesiredCanaries")));
              }
            });
    return text.toString();
  }

  private String now() {
    return Format.time(console.clock().instant(), console.clock().getZone());
  }
}
