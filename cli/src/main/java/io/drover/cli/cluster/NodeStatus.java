package io.drover.cli.cluster;

import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Format;
import io.drover.cli.Lookup;
import io.drover.cli.PrettyJson;
import io.drover.cli.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `node status`: all nodes, or one with its events, resources and allocations. */
public final class NodeStatus implements Command {

  @Parameters(arity = "0..1", paramLabel = "NODE", description = "An id, or the beginning of one.")
  @Nullable String prefix;

  @Mixin Connection connection = new Connection();

  @Option(names = "-self", description = "The node of the agent that is asked.")
  boolean self;

  @Option(names = "-allocs", description = "In the list: the number of running allocations.")
  boolean withAllocations;

  @Option(names = "-stats", description = "What the node uses, in detail.")
  boolean stats;

  @Option(names = "-short", description = "Only the node and its allocations.")
  boolean brief;

  @Option(names = "-verbose", description = "Whole ids, attributes and meta data.")
  boolean verbose;

  @Option(names = "-filter", paramLabel = "EXPRESSION", description = "In the list: which nodes.")
  @Nullable String filter;

  @Option(names = "-json", description = "The API's JSON.")
  boolean json;

  @Override
  public int run(Console console) throws IOException {
    Api api = connection.api(console);
    try {
      if (self) {
        return show(api, console, Nodes.own(api));
      }
      return prefix == null
          ? list(api, console)
          : show(api, console, new Lookup(api).node(prefix).text("ID"));
    } catch (ApiException e) {
      throw new IOException("Error querying node: " + e.getMessage(), e);
    }
  }

  private int list(Api api, Console console) throws IOException {
    Map<String, String> query = new LinkedHashMap<>();
    if (filter != null) {
      query.put("filter", filter);
    }
    Doc nodes = api.get(Api.path("nodes"), query).body();
    if (json) {
      console.line(PrettyJson.of(nodes.node()));
      return OK;
    }
    List<String> titles =
        new ArrayList<>(
            List.of("ID", "Node Pool", "DC", "Name", "Class", "Drain", "Eligibility", "Status"));
    if (verbose) {
      titles.addAll(5, List.of("Address", "Version"));
    }
    if (withAllocations) {
      titles.add("Running Allocs");
    }
    Table table = Table.columns(titles);
    for (Doc node : nodes.items()) {
      table.row(row(api, node));
    }
    if (!table.isEmpty()) {
      console.line(table.toString());
    }
    return OK;
  }

  private List<String> row(Api api, Doc node) throws IOException {
    List<String> row =
        new ArrayList<>(
            List.of(
                Format.id(node.text("ID"), verbose),
                node.text("NodePool"),
                node.text("Datacenter"),
                node.text("Name"),
                node.textOr("NodeClass", Format.NONE),
                Boolean.toString(node.is("Drain")),
                node.text("SchedulingEligibility"),
                node.text("Status")));
    if (verbose) {
      row.addAll(5, List.of(node.text("Address"), node.text("Version")));
    }
    if (withAllocations) {
      long running =
          api.get(Api.path("node", node.text("ID"), "allocations")).items().stream()
              .filter(a -> a.text("ClientStatus").equals("running"))
              .count();
      row.add(Long.toString(running));
    }
    return row;
  }

  private int show(Api api, Console console, String id) throws IOException {
    Doc node = api.get(Api.path("node", id));
    if (json) {
      console.line(PrettyJson.of(node.node()));
      return OK;
    }
    List<Doc> allocations = api.get(Api.path("node", id, "allocations")).items();
    Doc measured = measured(api, console, node);
    NodePage page = new NodePage(console, node, verbose);
    page.head(measured);
    if (!brief) {
      page.events();
      page.resources(allocations, measured);
    }
    if (stats) {
      page.measurements(measured);
    }
    page.allocations(allocations);
    if (verbose) {
      page.attributes();
    }
    return OK;
  }

  private static Doc measured(Api api, Console console, Doc node) throws IOException {
    if (!node.text("Status").equals("ready")) {
      return Doc.empty();
    }
    try {
      return api.get(Api.path("client", "stats"), Map.of("node_id", node.text("ID"))).body();
    } catch (ApiException e) {
      console.warning("What the node uses could not be read: " + e.getMessage());
      return Doc.empty();
    }
  }
}
