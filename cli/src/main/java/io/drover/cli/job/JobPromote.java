package io.drover.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Lookup;
import io.drover.cli.Monitor;
import io.drover.cli.UsageException;
import io.drover.cli.deployment.DeploymentPromote;
import io.drover.contract.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `job promote`: promotes the canaries of a job's latest deployment. */
public final class JobPromote implements Command {

  @Parameters(arity = "1", paramLabel = "JOB", description = "An id, or the beginning of one.")
  String prefix = "";

  @Mixin Connection connection = new Connection();

  @Option(
      names = "-group",
      paramLabel = "GROUP",
      description = "Only this group; may be given more than once.")
  List<String> groups = List.of();

  @Option(names = "-detach", description = "Do not follow the evaluation; print its id.")
  boolean detach;

  @Option(names = "-verbose", description = "Show whole ids.")
  boolean verbose;

  @Override
  public int run(Console console) throws IOException {
    Api all = connection.api(console);
    Doc job = new Lookup(all).job(prefix);
    String jobId = job.text("ID");
    Api api = all.in(job.text("Namespace"));
    String deployment = latest(api, jobId);
    ObjectNode body = Json.MAPPER.createObjectNode().put("DeploymentID", deployment);
    DeploymentPromote.fill(body, groups);
    Doc answer;
    try {
      answer = api.put(Api.path("deployment", "promote", deployment), Map.of(), body);
    } catch (ApiException e) {
      throw new IOException(
          "Error promoting deployment \"%s\" for job \"%s\": %s"
              .formatted(deployment, jobId, e.getMessage()),
          e);
    }
    return JobRevert.follow(
        answer.text("EvalID"), detach, new Monitor(api, console, verbose), console);
  }

  private static String latest(Api api, String job) throws IOException {
    Doc deployment;
    try {
      deployment = api.get(Api.path("job", job, "deployment"));
    } catch (ApiException e) {
      throw new IOException("Error retrieving deployment: " + e.getMessage(), e);
    }
    if (deployment.isAbsent()) {
      throw new UsageException("Job \"%s\" has no deployment to promote".formatted(job));
    }
    return deployment.text("ID");
  }
}
