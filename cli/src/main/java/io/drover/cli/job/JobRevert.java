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
import io.drover.contract.json.Json;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `job revert`: makes an earlier version of a job its newest one again. */
public final class JobRevert implements Command {

  @Parameters(
      index = "0",
      arity = "1",
      paramLabel = "JOB",
      description = "An id, or the beginning of one.")
  String prefix = "";

  @Parameters(
      index = "1",
      arity = "1",
      paramLabel = "VERSION",
      description = "The number of the version to go back to.")
  String version = "";

  @Mixin Connection connection = new Connection();

  @Option(names = "-consul-token", paramLabel = "TOKEN", description = "Passed to the server.")
  @Nullable String consulToken;

  @Option(names = "-vault-token", paramLabel = "TOKEN", description = "Passed to the server.")
  @Nullable String vaultToken;

  @Option(names = "-detach", description = "Do not follow the evaluation; print its id.")
  boolean detach;

  @Option(names = "-verbose", description = "Show whole ids.")
  boolean verbose;

  @Override
  public int run(Console console) throws IOException {
    long wanted = number();
    Api all = connection.api(console);
    Doc job = new Lookup(all).job(prefix);
    String id = job.text("ID");
    Api api = all.in(job.text("Namespace"));
    ObjectNode body = Json.MAPPER.createObjectNode().put("JobID", id).put("JobVersion", wanted);
    body.put(
        "ConsulToken",
        consulToken == null ? console.variable("CONSUL_HTTP_TOKEN").orElse("") : consulToken);
    body.put(
        "VaultToken", vaultToken == null ? console.variable("VAULT_TOKEN").orElse("") : vaultToken);
    Doc answer;
    try {
      answer = api.put(Api.path("job", id, "revert"), Map.of(), body);
    } catch (ApiException e) {
      throw new IOException("Error reverting job: " + e.getMessage(), e);
    }
    return follow(answer.text("EvalID"), detach, new Monitor(api, console, verbose), console);
  }

  private long number() {
    try {
      return Long.parseUnsignedLong(version);
    } catch (NumberFormatException e) {
      throw new UsageException("\"%s\" is not the number of a version".formatted(version));
    }
  }

  /** Follows an evaluation, or prints its id; there may be none. */
  static int follow(String evaluation, boolean detach, Monitor monitor, Console console)
      throws IOException {
    if (evaluation.isEmpty()) {
      return OK;
    }
    if (detach) {
      console.line("Evaluation ID: " + evaluation);
      return OK;
    }
    return monitor.evaluation(evaluation);
  }
}
