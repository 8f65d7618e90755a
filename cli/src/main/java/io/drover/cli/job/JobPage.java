package io.drover.cli.job;

import io.drover.cli.AllocationTable;
import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Console;
import io.drover.cli.Deployments;
import io.drover.cli.Doc;
import io.drover.cli.Failures;
import io.drover.cli.Format;
import io.drover.cli.Table;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** One job on a page, section by section. */
final class JobPage {

  private final Api api;
  private final Console console;
  private final boolean verbose;

  JobPage(Api api, Console console, boolean verbose) {
    this.api = api;
    this.console = console;
    this.verbose = verbose;
  }

  void head(Doc job) {
    List<String> datacenters = job.items("Datacenters").stream().map(Doc::asText).toList();
    Table.Pairs pairs =
        new Table.Pairs()
            .put("ID", job.text("ID"))
            .put("Name", job.text("Name"))
            .put("Submit Date", Format.nanos(job.number("SubmitTime"), console.clock().getZone()))
            .put("Type", job.text("Type"))
            .put("Priority", job.number("Priority"))
            .put("Datacenters", String.join(",", datacenters))
            .put("Namespace", job.text("Namespace"))
            .put("Node Pool", job.text("NodePool"))
            .put("Status", JobStatus.status(job))
            .put("Periodic", job.at("Periodic").node().isObject())
            .put("Parameterized", job.at("ParameterizedJob").node().isObject());
    if (verbose) {
      pairs
          .put("Version", job.number("Version"))
          .put("Job Modify Index", job.number("JobModifyIndex"));
    }
    console.line(pairs.toString());
  }

  void body(Doc job, List<Doc> allocations, boolean withEvaluations) throws IOException {
    String id = job.text("ID");
    Doc summary = api.get(Api.path("job", id, "summary"));
    List<Doc> evaluations = api.get(Api.path("job", id, "evaluations")).items();
    boolean parent =
        job.at("Periodic").node().isObject()
            || (job.at("ParameterizedJob").node().isObject() && !job.is("Dispatched"));
    if (parent) {
      children(id, summary);
      return;
    }
    groups(summary);
    if (withEvaluations || verbose) {
      evaluations(evaluations);
    }
    failures(evaluations);
    rescheduling(evaluations, allocations);
    deployment(id);
    section("Allocations");
    console.line(
        allocations.isEmpty()
            ? "No allocations placed"
            : AllocationTable.of(allocations, console.clock().instant(), verbose).toString());
  }

  private void children(String id, Doc summary) throws IOException {
    section("Children Job Summary");
    Doc children = summary.at("Children");
    console.line(
        Table.columns("Pending", "Running", "Dead")
            .row(children.text("Pending"), children.text("Running"), children.text("Dead"))
            .toString());
    Table table = Table.columns("ID", "Status");
    for (Doc job : api.get(Api.path("jobs"), Map.of("prefix", id + "/")).body().items()) {
      if (job.text("ParentID").equals(id)) {
        table.row(job.text("ID"), JobStatus.status(job));
      }
    }
    section("Launched Jobs");
    console.line(table.isEmpty() ? "No instances of this job found" : table.toString());
  }

  private void groups(Doc summary) {
    section("Summary");
    List<String> counts =
        List.of("Queued", "Starting", "Running", "Failed", "Complete", "Lost", "Unknown");
    Table table =
        Table.columns(
            "Task Group", "Queued", "Starting", "Running", "Failed", "Complete", "Lost", "Unknown");
    summary
        .entries("Summary")
        .forEach(
            (name, group) -> {
              List<String> row = new java.util.ArrayList<>(List.of(name));
              counts.forEach(c -> row.add(group.text(c)));
              table.row(row);
            });
    console.line(table.toString());
  }

  private void evaluations(List<Doc> evaluations) {
    section("Evaluations");
    Table table = Table.columns("ID", "Priority", "Triggered By", "Status", "Placement Failures");
    evaluations.stream()
        .sorted(Comparator.comparingLong((Doc e) -> e.number("CreateIndex")).reversed())
        .forEach(
            e ->
                table.row(
                    Format.id(e.text("ID"), verbose),
                    e.text("Priority"),
                    e.text("TriggeredBy"),
                    e.text("Status"),
                    e.text("Status").equals("blocked")
                        ? "N/A - In Progress"
                        : Boolean.toString(!e.entries("FailedTGAllocs").isEmpty())));
    console.line(table.toString());
  }

  /** The newest evaluation that ended speaks for now, if something of it still waits. */
  private void failures(List<Doc> evaluations) {
    if (evaluations.stream().noneMatch(e -> e.text("Status").equals("blocked"))) {
      return;
    }
    evaluations.stream()
        .filter(e -> e.text("Status").equals("complete"))
        .max(Comparator.comparingLong(e -> e.number("CreateIndex")))
        .map(e -> e.entries("FailedTGAllocs"))
        .filter(groups -> !groups.isEmpty())
        .ifPresent(
            groups -> {
              section("Placement Failure");
              groups.forEach(
                  (name, metric) -> {
                    console.line("Task Group \"%s\":".formatted(name));
                    Failures.lines(metric, "  ").forEach(console::line);
                  });
            });
  }

  private void rescheduling(List<Doc> evaluations, List<Doc> allocations) {
    Table table = Table.columns("Task Group", "Eval ID", "Eval Time");
    for (Doc evaluation : evaluations) {
      boolean waits = evaluation.text("Status").equals("pending") && evaluation.has("WaitUntil");
      if (waits) {
        allocations.stream()
            .filter(a -> a.text("FollowupEvalID").equals(evaluation.text("ID")))
            .map(a -> a.text("TaskGroup"))
            .distinct()
            .forEach(
                group ->
                    table.row(
                        group,
                        Format.id(evaluation.text("ID"), verbose),
                        evaluation.text("WaitUntil")));
      }
    }
    if (!table.isEmpty()) {
      section("Future Rescheduling Attempts");
      console.line(table.toString());
    }
  }

  private void deployment(String id) throws IOException {
    Doc latest;
    try {
      latest = api.get(Api.path("job", id, "deployment"));
    } catch (ApiException e) {
      console.warning("\nThe latest deployment could not be read: " + e.getMessage());
      return;
    }
    if (!latest.isAbsent() && latest.has("ID")) {
      section("Latest Deployment");
      Deployments.ofJob(console, latest, verbose);
    }
  }

  private void section(String title) {
    console.line();
    console.heading(title);
  }
}
