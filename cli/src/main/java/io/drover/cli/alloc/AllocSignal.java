package io.drover.cli.alloc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `alloc signal`: sends a signal to one task or to all of them. */
public final class AllocSignal implements Command {

  @Mixin TaskArgument alloc = new TaskArgument();

  @Mixin Connection connection = new Connection();

  @Option(
      names = "-s",
      paramLabel = "SIGNAL",
      description = "The signal by its name. Default SIGKILL.")
  String signal = "SIGKILL";

  @Override
  public int run(Console console) throws IOException {
    try {
      Selection chosen = alloc.choose(connection.api(console));
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.put("Signal", signal);
      body.put("Task", chosen.taskOrAll(alloc.task()));
      chosen.api().put(chosen.path("signal"), Map.of(), body);
      return OK;
    } catch (ApiException e) {
      throw new IOException("Error signalling allocation: " + e.getMessage(), e);
    }
  }
}
