package io.drover.cli.alloc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.UsageException;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `alloc restart`: ends the tasks and starts them again, in place; returns when that is done. */
public final class AllocRestart implements Command {

  @Mixin TaskArgument alloc = new TaskArgument();

  @Mixin Connection connection = new Connection();

  @Option(names = "-all-tasks", description = "Also those that have ended, in their order.")
  boolean allTasks;

  @Override
  public int run(Console console) throws IOException {
    String given = alloc.task();
    if (allTasks && given != null) {
      throw new UsageException("-all-tasks and a task exclude each other");
    }
    try {
      Selection chosen = alloc.choose(connection.api(console));
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
