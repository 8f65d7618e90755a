package io.drover.cli.alloc;

import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Format;
import io.drover.cli.PrettyJson;
import io.drover.cli.Table;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `alloc checks`: how the checks of the allocation's services last came out. */
public final class AllocChecks implements Command {

  @Parameters(paramLabel = "ALLOC", description = "An id, or the beginning of one.")
  String prefix = "";

  @Mixin Connection connection = new Connection();

  @Option(names = "-verbose", description = "Whole ids.")
  boolean verbose;

  @Option(names = "-json", description = "The API's JSON.")
  boolean json;

  @Override
  public int run(Console console) throws IOException {
    try {
      Selection chosen = Selection.of(connection.api(console), prefix, false);
      Doc checks = chosen.api().get(chosen.path("checks"));
      if (json) {
        console.line(PrettyJson.of(checks.node()));
      } else {
        show(console, checks);
      }
      return OK;
    } catch (ApiException e) {
      throw new IOException("Error querying checks: " + e.getMessage(), e);
    }
  }

  private void show(Console console, Doc checks) {
    Map<String, Doc> all = new TreeMap<>();
    checks.node().properties().forEach(e -> all.put(e.getKey(), new Doc(e.getValue())));
    if (all.isEmpty()) {
      console.line("No checks found");
      return;
    }
    console.line("Status of " + Format.count(all.size(), "check"));
    all.forEach(
        (id, check) -> {
          console.line();
          console.line(
              new Table.Pairs()
                  .put("ID", Format.id(id, verbose))
                  .put("Name", check.text("Check"))
                  .put("Group", check.text("Group"))
                  .put("Task", check.textOr("Task", "(group)"))
                  .put("Service", check.text("Service"))
                  .put("Status", check.text("Status"))
                  .put("Mode", check.text("Mode"))
                  .put(
                      "Timestamp",
                      Format.time(
                          Instant.ofEpochSecond(check.number("Timestamp")),
                          console.clock().getZone()))
                  .put("Output", check.text("Output"))
                  .toString());
        });
  }
}
