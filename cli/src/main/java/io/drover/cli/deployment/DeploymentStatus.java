package io.drover.cli.deployment;

import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.DeploymentMonitor;
import io.drover.cli.Deployments;
import io.drover.cli.Doc;
import io.drover.cli.Lookup;
import io.drover.cli.PrettyJson;
import io.drover.cli.UsageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `deployment status`: one deployment and how far its groups are. */
public final class DeploymentStatus implements Command {

  @Parameters(
      arity = "0..1",
      paramLabel = "DEPLOYMENT",
      description = "An id, or the beginning of one. Without it all deployments are listed.")
  @Nullable String prefix;

  @Mixin Connection connection = new Connection();

  @Option(names = "-monitor", description = "Follow the deployment to its end.")
  boolean monitor;

  @Option(names = "-verbose", description = "Show whole ids.")
  boolean verbose;

  @Option(names = "-json", description = "The API's JSON.")
  boolean json;

  @Override
  public int run(Console console) throws IOException {
    if (monitor && json) {
      throw new UsageException("The monitor flag cannot be used with the '-json' flag");
    }
    Api all = connection.api(console);
    try {
      if (prefix == null) {
        Doc found = all.get(Api.path("deployments"));
        console.line(
            json ? PrettyJson.of(found.node()) : Deployments.table(found.items(), verbose));
        return OK;
      }
      Doc deployment = new Lookup(all).deployment(prefix);
      if (monitor) {
        Api api = all.in(deployment.text("Namespace"));
        new DeploymentMonitor(api, console, verbose).follow(deployment.text("ID"));
      } else if (json) {
        console.line(PrettyJson.of(deployment.node()));
      } else {
        Deployments.whole(console, deployment, verbose);
      }
      return OK;
    } catch (ApiException e) {
      throw new IOException("Error retrieving deployment: " + e.getMessage(), e);
    }
  }
}
