package io.drover.cli.deployment;

import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Deployments;
import io.drover.cli.Doc;
import io.drover.cli.PrettyJson;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `deployment list`: all deployments. */
public final class DeploymentList implements Command {

  @Mixin Connection connection = new Connection();

  @Option(
      names = "-filter",
      paramLabel = "EXPRESSION",
      description = "Only those for which it holds.")
  String filter = "";

  @Option(names = "-verbose", description = "Show whole ids.")
  boolean verbose;

  @Option(names = "-json", description = "The API's JSON.")
  boolean json;

  @Override
  public int run(Console console) throws IOException {
    Api api = connection.api(console);
    Map<String, String> query = filter.isEmpty() ? Map.of() : Map.of("filter", filter);
    Doc found;
    try {
      found = api.get(Api.path("deployments"), query).body();
    } catch (ApiException e) {
      throw new IOException("Error retrieving deployments: " + e.getMessage(), e);
    }
    console.line(json ? PrettyJson.of(found.node()) : Deployments.table(found.items(), verbose));
    return OK;
  }
}
