package io.drover.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Monitor;
import io.drover.cli.PrettyJson;
import io.drover.contract.json.Json;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `job run`: registers a job and follows its evaluation. */
public final class JobRun implements Command {

  @Mixin JobSource source = new JobSource();

  @Mixin Connection connection = new Connection();

  @Option(names = "-detach", description = "Do not follow the evaluation; print its id.")
  boolean detach;

  @Option(names = "-verbose", description = "Show whole ids.")
  boolean verbose;

  @Option(names = "-output", description = "Print the job as JSON and send nothing.")
  boolean output;

  @Option(
      names = "-check-index",
      paramLabel = "INDEX",
      description = "Only if the job's modify index is this one; 0 means only a new job.")
  @Nullable Long checkIndex;

  @Option(
      names = "-eval-priority",
      paramLabel = "N",
      description = "The evaluation's priority, 1 to 100, in place of the job's.")
  int evalPriority;

  @Option(names = "-preserve-counts", description = "Keep the counts of groups as they are now.")
  boolean preserveCounts;

  @Option(names = "-policy-override", description = "Passed to the server.")
  boolean policyOverride;

  @Override
  public int run(Console console) throws IOException {
    JobSource.Read read = source.read(console);
    ObjectNode job = read.job();
    if (output) {
      ObjectNode wrapped = Json.MAPPER.createObjectNode();
      wrapped.set("Job", job);
      console.line(PrettyJson.of(wrapped));
      return OK;
    }
    Submit.id(job);
    source.addVaultToken(console, job);
    Api api = Submit.api(connection, console, job);
    Doc answer = register(api, read, console);
    Submit.warnings(console, answer.text("Warnings"));
    return follow(api, console, job, answer.text("EvalID"));
  }

  private Doc register(Api api, JobSource.Read read, Console console) throws IOException {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.set("Job", read.job());
    body.set("Submission", read.submission());
    body.put("PolicyOverride", policyOverride);
    body.put("PreserveCounts", preserveCounts);
    body.put("EvalPriority", evalPriority);
    if (checkIndex != null) {
      body.put("EnforceIndex", true);
      body.put("JobModifyIndex", checkIndex);
    }
    try {
      return api.put(Api.path("jobs"), Map.of(), body);
    } catch (ApiException e) {
      if (e.body().startsWith("Enforcing job modify index")) {
        console.error("Job not updated: " + e.body());
      }
      throw new IOException("Error submitting job: " + e.getMessage(), e);
    }
  }

  private int follow(Api api, Console console, ObjectNode job, String evaluation)
      throws IOException {
    boolean periodic = job.path("Periodic").isObject();
    boolean parameterized = job.path("ParameterizedJob").isObject();
    if (!detach && !evaluation.isEmpty()) {
      return new Monitor(api, console, verbose).evaluation(evaluation);
    }
    console.line("Job registration successful");
    if (!evaluation.isEmpty()) {
      console.line("Evaluation ID: " + evaluation);
    } else if (periodic) {
      console.line("It is launched by its schedule; `drover job status` lists the launches.");
    } else if (parameterized) {
      console.line("It runs when it is dispatched.");
    }
    return OK;
  }
}
