package io.drover.cli.alloc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Monitor;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `alloc stop`: stops one allocation; the scheduler places another for it. */
public final class AllocStop implements Command {

  @Parameters(paramLabel = "ALLOC", description = "An id, or the beginning of one.")
  String prefix = "";

  @Mixin Connection connection = new Connection();

  @Option(names = "-detach", description = "Print the evaluation's id and do not wait for it.")
  boolean detach;

  @Option(names = "-no-shutdown-delay", description = "Leave out the delay of groups and tasks.")
  boolean noShutdownDelay;

  @Option(names = "-verbose", description = "Whole ids.")
  boolean verbose;

  @Override
  public int run(Console console) throws IOException {
    Selection chosen = Selection.of(connection.api(console), prefix, false);
    Doc answer;
    try {
      answer =
          chosen
              .api()
              .put(
                  Api.path("allocation", chosen.id(), "stop"),
                  Map.of("no_shutdown_delay", Boolean.toString(noShutdownDelay)),
                  JsonNodeFactory.instance.objectNode());
    } catch (ApiException e) {
      throw new IOException("Error stopping allocation: " + e.getMessage(), e);
    }
    String evaluation = answer.text("EvalID");
    if (detach) {
      console.line(evaluation);
      return OK;
    }
    return new Monitor(chosen.api(), console, verbose).evaluation(evaluation);
  }
}
