package io.drover.cli.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.UsageException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `node eligibility`: whether the scheduler may place new work on a node. */
public final class NodeEligibility implements Command {

  @Parameters(arity = "0..1", paramLabel = "NODE", description = "An id, or the beginning of one.")
  @Nullable String prefix;

  @Mixin Connection connection = new Connection();

  @Option(names = "-enable", description = "The node takes new work.")
  boolean enable;

  @Option(names = "-disable", description = "The node takes no new work; what runs there stays.")
  boolean disable;

  @Option(names = "-self", description = "The node of the agent that is asked.")
  boolean self;

  @Override
  public int run(Console console) throws IOException {
    if (enable == disable) {
      throw new UsageException("Either the '-enable' or '-disable' flag must be set");
    }
    Api api = connection.api(console);
    String id = Nodes.id(api, prefix, self);
    String eligibility = enable ? "eligible" : "ineligible";
    try {
      api.put(
          Api.path("node", id, "eligibility"),
          Map.of(),
          JsonNodeFactory.instance.objectNode().put("NodeID", id).put("Eligibility", eligibility));
    } catch (ApiException e) {
      throw new IOException("Error updating scheduling eligibility: " + e.getMessage(), e);
    }
    console.line(
        "Node \"%s\" scheduling eligibility set: %s for scheduling".formatted(id, eligibility));
    return OK;
  }
}
