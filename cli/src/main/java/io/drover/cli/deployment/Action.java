package io.drover.cli.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Lookup;
import io.drover.contract.json.Json;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is done to one deployment has in common how that is named. */
abstract class Action implements Command {

  private final String route;
  private final String doing;

  @Parameters(
      arity = "1",
      paramLabel = "DEPLOYMENT",
      description = "An id, or the beginning of one.")
  String prefix = "";

  @Mixin Connection connection = new Connection();

  @Option(names = "-verbose", description = "Show whole ids.")
  boolean verbose;

  /** The last part of the route, and what is being done for an error's text. */
  Action(String route, String doing) {
    this.route = route;
    this.doing = doing;
  }

  /** What goes with the deployment's id into the body. */
  void fill(ObjectNode body) {}

  /** Tells what came of it; the answer is the API's. */
  abstract int tell(Api api, Console console, String id, Doc answer) throws IOException;

  @Override
  public final int run(Console console) throws IOException {
    Api all = connection.api(console);
    Doc deployment;
    try {
      deployment = new Lookup(all).deployment(prefix);
    } catch (ApiException e) {
      throw new IOException("Error retrieving deployment: " + e.getMessage(), e);
    }
    Api api = all.in(deployment.text("Namespace"));
    String id = deployment.text("ID");
    ObjectNode body = Json.MAPPER.createObjectNode().put("DeploymentID", id);
    fill(body);
    Doc answer;
    try {
      answer = api.put(Api.path("deployment", route, id), Map.of(), body);
    } catch (ApiException e) {
      throw new IOException("Error " + doing + " deployment: " + e.getMessage(), e);
    }
    return tell(api, console, id, answer);
  }
}
