package io.drover.cli.job;

import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Format;
import io.drover.cli.Lookup;
import io.drover.cli.PrettyJson;
import io.drover.cli.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `job status`: all jobs, or one with its summary, deployment and allocations. */
public final class JobStatus implements Command {

  @Parameters(arity = "0..1", paramLabel = "JOB", description = "An id, or the beginning of one.")
  @Nullable String prefix;

  @Mixin Connection connection = new Connection();

  @Option(names = "-short", description = "Only the job itself.")
  boolean brief;

  @Option(names = "-evals", description = "The job's evaluations too.")
  boolean evaluations;

  @Option(names = "-all-allocs", description = "Also allocations of earlier jobs of this id.")
  boolean allAllocations;

  @Option(names = "-verbose", description = "Whole ids and more columns.")
  boolean verbose;

  @Option(names = "-json", description = "The API's JSON.")
  boolean json;

  @Override
  public int run(Console console) throws IOException {
    Api api = connection.api(console);
    try {
      return prefix == null ? list(api, console) : show(api, console, prefix);
    } catch (ApiException e) {
      throw new IOException("Error querying jobs: " + e.getMessage(), e);
    }
  }

  private int list(Api api, Console console) throws IOException {
    Doc jobs = api.get(Api.path("jobs"));
    if (json) {
      console.line(PrettyJson.of(jobs.node()));
      return OK;
    }
    boolean everywhere = api.target().namespace().equals("*");
    List<String> titles =
        new ArrayList<>(List.of("ID", "Type", "Priority", "Status", "Submit Date"));
    if (everywhere) {
      titles.add(1, "Namespace");
    }
    Table table = Table.columns(titles);
    for (Doc job : jobs.items()) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  job.text("ID"),
                  type(job),
                  job.text("Priority"),
                  status(job),
                  Format.nanos(job.number("SubmitTime"), console.clock().getZone())));
      if (everywhere) {
        row.add(1, job.text("Namespace"));
      }
      table.row(row);
    }
    console.line(table.isEmpty() ? "No running jobs" : table.toString());
    return OK;
  }

  private int show(Api all, Console console, String prefix) throws IOException {
    Doc stub = new Lookup(all).job(prefix);
    Api api = all.in(stub.text("Namespace"));
    String id = stub.text("ID");
    Doc job = api.get(Api.path("job", id));
    if (json) {
      console.line(PrettyJson.of(job.node()));
      return OK;
    }
    new JobPage(api, console, verbose).head(job);
    if (!brief) {
      Doc allocations =
          api.get(
                  Api.path("job", id, "allocations"),
                  Map.of("all", Boolean.toString(allAllocations)))
              .body();
      new JobPage(api, console, verbose).body(job, allocations.items(), evaluations);
    }
    return OK;
  }

  static String type(Doc job) {
    String type = job.text("Type");
    boolean parameterized =
        job.at("ParameterizedJob").node().isObject() || job.is("ParameterizedJob");
    boolean periodic = job.at("Periodic").node().isObject() || job.is("Periodic");
    return type + (periodic ? "/periodic" : "") + (parameterized ? "/parameterized" : "");
  }

  static String status(Doc job) {
    return job.text("Status") + (job.is("Stop") ? " (stopped)" : "");
  }
}
