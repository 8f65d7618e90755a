package io.drover.cli.cluster;

import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Lookup;
import io.drover.cli.PrettyJson;
import io.drover.cli.Table;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `node meta read`: a node's metadata, and which of it was changed while it ran. */
public final class NodeMetaRead implements Command {

  @Mixin Connection connection = new Connection();

  @Option(
      names = "-node-id",
      paramLabel = "NODE",
      description = "An id, or the beginning of one. Without it the only node that is ready.")
  @Nullable String node;

  @Option(names = "-json", description = "The API's JSON.")
  boolean json;

  @Override
  public int run(Console console) throws IOException {
    Api api = connection.api(console);
    try {
      Doc answer = api.get(Api.path("client", "metadata"), query(api, node)).body();
      if (json) {
        console.line(PrettyJson.of(answer.node()));
        return OK;
      }
      section(console, answer, "All Meta", "Meta");
      console.line();
      section(console, answer, "Dynamic Meta", "Dynamic");
      console.line();
      section(console, answer, "Static Meta", "Static");
      return OK;
    } catch (ApiException e) {
      throw new IOException("Error reading dynamic node metadata: " + e.getMessage(), e);
    }
  }

  /** The parameter that names the node. */
  static Map<String, String> query(Api api, @Nullable String node) throws IOException {
    Map<String, String> query = new LinkedHashMap<>();
    if (node != null) {
      query.put("node_id", new Lookup(api).node(node).text("ID"));
    }
    return query;
  }

  private static void section(Console console, Doc answer, String title, String member) {
    console.heading(title);
    Map<String, Doc> entries = answer.entries(member);
    if (entries.isEmpty()) {
      console.line("<none>");
      return;
    }
    Table.Pairs pairs = new Table.Pairs();
    entries.forEach((key, value) -> pairs.put(key, value.isAbsent() ? "<unset>" : value.asText()));
    console.line(pairs.toString());
  }
}
