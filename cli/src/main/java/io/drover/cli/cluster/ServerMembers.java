package io.drover.cli.cluster;

import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.PrettyJson;
import io.drover.cli.Table;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `server members`: the control plane's members and which of them leads. */
public final class ServerMembers implements Command {

  @Mixin Connection connection = new Connection();

  @Option(
      names = {"-verbose", "-detailed"},
      description = "All tags of the members.")
  boolean verbose;

  @Option(names = "-json", description = "The API's JSON.")
  boolean json;

  @Override
  public int run(Console console) throws IOException {
    Api api = connection.api(console);
    Doc answer;
    String leader;
    try {
      answer = api.get(Api.path("agent", "members"));
      leader = api.get(Api.path("status", "leader")).asText();
    } catch (ApiException e) {
      throw new IOException("Error querying servers: " + e.getMessage(), e);
    }
    if (json) {
      console.line(PrettyJson.of(answer.node()));
      return OK;
    }
    Table table =
        Table.columns(
            "Name",
            "Address",
            "Port",
            "Status",
            "Leader",
            "Raft Version",
            "Build",
            "Datacenter",
            "Region");
    for (Doc member : answer.items("Members")) {
      Doc tags = member.at("Tags");
      String rpc = tags.textOr("rpc_addr", member.text("Addr")) + ":" + tags.text("port");
      table.row(
          member.text("Name"),
          member.text("Addr"),
          member.text("Port"),
          member.text("Status"),
          Boolean.toString(rpc.equals(leader)),
          tags.text("raft_vsn"),
          tags.text("build"),
          tags.text("dc"),
          tags.text("region"));
    }
    console.line(table.toString());
    if (verbose) {
      tags(console, answer);
    }
    return OK;
  }

  private static void tags(Console console, Doc answer) {
    for (Doc member : answer.items("Members")) {
      console.line();
      console.heading(member.text("Name"));
      Table.Pairs pairs = new Table.Pairs();
      member.entries("Tags").forEach((name, value) -> pairs.put(name, value.asText()));
      console.line(pairs.toString());
    }
  }
}
