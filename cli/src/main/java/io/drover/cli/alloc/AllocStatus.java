package io.drover.cli.alloc;

import io.drover.cli.AllocationTable;
import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Lookup;
import io.drover.cli.PrettyJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `alloc status`: one allocation with its tasks, or all of them. */
public final class AllocStatus implements Command {

  @Parameters(
      arity = "0..1",
      paramLabel = "ALLOC",
      description = "An id, or the beginning of one. Without it all allocations are listed.")
  @Nullable String prefix;

  @Mixin Connection connection = new Connection();

  @Option(names = "-short", description = "One line for each task.")
  boolean brief;

  @Option(names = "-stats", description = "What the tasks use, in detail.")
  boolean stats;

  @Option(names = "-verbose", description = "Whole ids, exact times and how the node was chosen.")
  boolean verbose;

  @Option(names = "-json", description = "The API's JSON.")
  boolean json;

  @Override
  public int run(Console console) throws IOException {
    Api all = connection.api(console);
    try {
      return prefix == null ? list(all, console) : one(all, console, prefix);
    } catch (ApiException e) {
      throw new IOException("Error querying allocation: " + e.getMessage(), e);
    }
  }

  private int list(Api api, Console console) throws IOException {
    Doc answer = api.get(Api.path("allocations"));
    if (json) {
      console.line(PrettyJson.of(answer.node()));
    } else if (answer.items().isEmpty()) {
      console.line("No allocations found");
    } else {
      console.line(
          AllocationTable.of(answer.items(), console.clock().instant(), verbose).toString());
    }
    return OK;
  }

  private int one(Api all, Console console, String prefix) throws IOException {
    Doc stub = new Lookup(all).allocation(prefix);
    Api api = all.in(stub.text("Namespace"));
    Doc allocation = api.get(Api.path("allocation", stub.text("ID")));
    if (json) {
      console.line(PrettyJson.of(allocation.node()));
      return OK;
    }
    AllocPage page = new AllocPage(console, allocation, verbose);
    page.head();
    if (brief) {
      page.taskLines();
      return OK;
    }
    page.addresses();
    page.tasks(usage(api, console, allocation), stats);
    if (verbose) {
      page.placement();
    }
    return OK;
  }

  /** Only a running allocation has measurements; their absence is told, not fatal. */
  private static Doc usage(Api api, Console console, Doc allocation) throws IOException {
    if (!allocation.text("ClientStatus").equals("running")) {
      return Doc.empty();
    }
    try {
      return api.get(Api.path("client", "allocation", allocation.text("ID"), "stats"));
    } catch (ApiException e) {
      if (e.status() != 404) { // A server that measures nothing has nothing to tell.
        console.warning("What the tasks use could not be read: " + e.getMessage());
      }
      return Doc.empty();
    }
  }
}
