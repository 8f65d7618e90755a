package io.drover.cli.cluster;

import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Failures;
import io.drover.cli.Format;
import io.drover.cli.Lookup;
import io.drover.cli.Monitor;
import io.drover.cli.PrettyJson;
import io.drover.cli.Table;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `eval status`: one evaluation, its placement failures and what waits because of it. */
public final class EvalStatus implements Command {

  @Parameters(
      arity = "0..1",
      paramLabel = "EVAL",
      description = "An id, or the beginning of one. Without it all evaluations are listed.")
  @Nullable String prefix;

  @Mixin Connection connection = new Connection();

  @Option(names = "-monitor", description = "Follow the evaluation to its end.")
  boolean monitor;

  @Option(names = "-verbose", description = "Whole ids and exact times.")
  boolean verbose;

  @Option(names = "-json", description = "The API's JSON.")
  boolean json;

  @Override
  public int run(Console console) throws IOException {
    Api all = connection.api(console);
    try {
      return prefix == null ? list(all, console) : one(all, console, prefix);
    } catch (ApiException e) {
      throw new IOException("Error querying evaluation: " + e.getMessage(), e);
    }
  }

  private int list(Api api, Console console) throws IOException {
    Doc answer = api.get(Api.path("evaluations"));
    if (json) {
      console.line(PrettyJson.of(answer.node()));
      return OK;
    }
    Table table =
        Table.columns(
            "ID",
            "Priority",
            "Triggered By",
            "Job ID",
            "Namespace",
            "Status",
            "Placement Failures");
    for (Doc e : answer.items()) {
      table.row(
          Format.id(e.text("ID"), verbose),
          e.text("Priority"),
          e.text("TriggeredBy"),
          e.text("JobID"),
          e.text("Namespace"),
          e.text("Status"),
          Boolean.toString(!e.entries("FailedTGAllocs").isEmpty()));
    }
    console.line(table.isEmpty() ? "No evaluations found" : table.toString());
    return OK;
  }

  private int one(Api all, Console console, String prefix) throws IOException {
    Doc stub = new Lookup(all).evaluation(prefix);
    Api api = all.in(stub.text("Namespace"));
    if (monitor) {
      return new Monitor(api, console, verbose).evaluation(stub.text("ID"));
    }
    Doc evaluation =
        api.get(Api.path("evaluation", stub.text("ID")), Map.of("related", "true")).body();
    if (json) {
      console.line(PrettyJson.of(evaluation.node()));
      return OK;
    }
    show(console, evaluation);
    return OK;
  }

  private void show(Console console, Doc e) {
    String status = e.text("Status");
    Map<String, Doc> failed = e.entries("FailedTGAllocs");
    console.line(
        new Table.Pairs()
            .put("ID", id(e.text("ID")))
            .put("Create Time", time(console, e.number("CreateTime")))
            .put("Modify Time", time(console, e.number("ModifyTime")))
            .put("Status", status)
            .put("Status Description", e.textOr("StatusDescription", status))
            .put("Type", e.text("Type"))
            .put("TriggeredBy", e.text("TriggeredBy"))
            .put("Job ID", e.textOr("JobID", Format.NONE))
            .put("Node ID", id(e.text("NodeID")))
            .put("Namespace", e.text("Namespace"))
            .put("Priority", e.number("Priority"))
            .put(
                "Placement Failures",
                status.equals("blocked") ? "N/A - In Progress" : "" + !failed.isEmpty())
            .put("Previous Eval", id(e.text("PreviousEval")))
            .put("Next Eval", id(e.text("NextEval")))
            .put("Blocked Eval", id(e.text("BlockedEval")))
            .toString());
    related(console, e);
    if (!failed.isEmpty()) {
      console.line();
      console.heading("Failed Placements");
      failed.forEach((group, metric) -> Failures.group(group, metric, "").forEach(console::line));
      if (e.has("BlockedEval")) {
        console.line();
        console.line(
            "Evaluation \"%s\" waiting for additional capacity to place remainder"
                .formatted(id(e.text("BlockedEval"))));
      }
    }
  }

  private void related(Console console, Doc e) {
    if (e.items("RelatedEvals").isEmpty()) {
      return;
    }
    Table table =
        Table.columns("ID", "Priority", "Triggered By", "Node ID", "Status", "Description");
    for (Doc r : e.items("RelatedEvals")) {
      table.row(
          id(r.text("ID")),
          r.text("Priority"),
          r.text("TriggeredBy"),
          id(r.text("NodeID")),
          r.text("Status"),
          r.textOr("StatusDescription", Format.NONE));
    }
    console.line();
    console.heading("Related Evaluations");
    console.line(table.toString());
  }

  private String id(String id) {
    return id.isEmpty() ? Format.NONE : Format.id(id, verbose);
  }

  private String time(Console console, long nanos) {
    Instant now = console.clock().instant();
    return verbose ? Format.nanos(nanos, console.clock().getZone()) : Format.ago(nanos, now);
  }
}
