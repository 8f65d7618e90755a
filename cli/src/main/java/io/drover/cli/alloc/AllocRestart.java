package io.drover.cli.alloc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.UsageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `alloc restart`: ends the tasks and starts them again, in place; returns when that is done. */
public final class AllocRestart implements Command {

  @Parameters(
      index = "0",
      paramLabel = "ALLOC",
      description = "An id, or the beginning of one; with -job a job's.")
  String prefix = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "TASK", description = "The task.")
  @Nullable String taskArgument;

  @Mixin Connection connection = new Connection();

  @Option(names = "-all-tasks", description = "Also those that have ended, in their order.")
  boolean allTasks;

  @Option(names = "-task", paramLabel = "TASK", description = "Only this task.")
  @Nullable String task;

  @Option(names = "-job", description = "Take an allocation of the job that is named.")
  boolean job;

  @Option(names = "-verbose", description = "Accepted, without effect: ids are not shown.")
  boolean verbose;

  @Override
  public int run(Console console) throws IOException {
    String given = task != null ? task : taskArgument;
    if (allTasks && given != null) {
      throw new UsageException("-all-tasks and a task exclude each other");
    }
    try {
      Selection chosen = Selection.of(connection.api(console), prefix, job);
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.put("TaskName", chosen.taskOrAll(given));
      body.put("AllTasks", allTasks);
      chosen.api().putSlow(chosen.path("restart"), body);
      return OK;
    } catch (ApiException e) {
      throw new IOException("Failed to restart allocation: " + e.getMessage(), e);
    }
  }
}
