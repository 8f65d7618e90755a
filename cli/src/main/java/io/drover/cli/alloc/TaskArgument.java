package io.drover.cli.alloc;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which task of the allocation a command is about, named in one of two ways. */
final class TaskArgument {

  @Parameters(index = "1", arity = "0..1", paramLabel = "TASK", description = "The task.")
  @Nullable String argument;

  @Option(names = "-task", paramLabel = "TASK", description = "Only this task.")
  @Nullable String option;

  @Option(names = "-verbose", description = "Accepted, without effect: ids are not shown.")
  boolean verbose;

  /** Null when none was named. */
  @Nullable String given() {
    return option != null ? option : argument;
  }
}
