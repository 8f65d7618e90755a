package io.drover.cli.job;

import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Deployments;
import io.drover.cli.Doc;
import io.drover.cli.Lookup;
import io.drover.cli.PrettyJson;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `job deployments`: the deployments of a job, or its latest one. */
public final class JobDeployments implements Command {

  @Parameters(arity = "1", paramLabel = "JOB", description = "An id, or the beginning of one.")
  String prefix = "";

  @Mixin Connection connection = new Connection();

  @Option(names = "-latest", description = "Only the latest deployment, whole.")
  boolean latest;

  @Option(names = "-all", description = "Also deployments of earlier jobs of this id.")
  boolean all;

  @Option(names = "-verbose", description = "Show whole ids.")
  boolean verbose;

  @Option(names = "-json", description = "The API's JSON.")
  boolean json;

  @Override
  public int run(Console console) throws IOException {
    Api everywhere = connection.api(console);
    Doc job = new Lookup(everywhere).job(prefix);
    Api api = everywhere.in(job.text("Namespace"));
    try {
      Doc found = read(api, job.text("ID"));
      if (json) {
        console.line(PrettyJson.of(found.node()));
      } else if (!latest) {
        console.line(Deployments.table(found.items(), verbose));
      } else if (found.isAbsent()) {
        console.line("No deployment found");
      } else {
        Deployments.whole(console, found, verbose);
      }
      return OK;
    } catch (ApiException e) {
      throw new IOException("Error retrieving deployments: " + e.getMessage(), e);
    }
  }

  private Doc read(Api api, String id) throws IOException {
    return latest
        ? api.get(Api.path("job", id, "deployment"))
        : api.get(Api.path("job", id, "deployments"), Map.of("all", Boolean.toString(all))).body();
  }
}
