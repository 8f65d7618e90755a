package io.drover.cli.alloc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `alloc signal`: sends a signal to one task or to all of them. */
public final class AllocSignal implements Command {

  @Parameters(
      index = "0",
      paramLabel = "ALLOC",
      description = "An id, or the beginning of one; with -job a job's.")
  String prefix = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "TASK", description = "The task.")
  @Nullable String taskArgument;

  @Mixin Connection connection = new Connection();

  @Option(
      names = "-s",
      paramLabel = "SIGNAL",
      description = "The signal by its name. Default SIGKILL.")
  String signal = "SIGKILL";

  @Option(names = "-task", paramLabel = "TASK", description = "Only this task.")
  @Nullable String task;

  @Option(names = "-job", description = "Take an allocation of the job that is named.")
  boolean job;

  @Option(names = "-verbose", description = "Accepted, without effect: ids are not shown.")
  boolean verbose;

  @Override
  public int run(Console console) throws IOException {
    try {
      Selection chosen = Selection.of(connection.api(console), prefix, job);
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.put("Signal", signal);
      body.put("Task", chosen.taskOrAll(task != null ? task : taskArgument));
      chosen.api().put(chosen.path("signal"), Map.of(), body);
      return OK;
    } catch (ApiException e) {
      throw new IOException("Error signalling allocation: " + e.getMessage(), e);
    }
  }
}
