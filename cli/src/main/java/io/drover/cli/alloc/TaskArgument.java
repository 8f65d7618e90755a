package io.drover.cli.alloc;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which allocation a command is about, and which of its tasks, named in one of two ways. */
final class TaskArgument extends AllocArgument {

  @Parameters(index = "1", arity = "0..1", paramLabel = "TASK", description = "The task.")
  @Nullable String taskArgument;

  @Option(names = "-task", paramLabel = "TASK", description = "Only this task.")
  @Nullable String task;

  @Option(names = "-verbose", description = "Accepted, without effect: ids are not shown.")
  boolean verbose;

  /** Null when none was named. */
  @Nullable String task() {
    return task != null ? task : taskArgument;
  }
}
