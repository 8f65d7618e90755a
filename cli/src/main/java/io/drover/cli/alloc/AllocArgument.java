package io.drover.cli.alloc;

import io.drover.cli.Api;
import java.io.IOException;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which allocation a command is about. */
class AllocArgument {

  @Parameters(
      index = "0",
      paramLabel = "ALLOC",
      description = "An id, or the beginning of one; with -job a job's.")
  String prefix = "";

  @Option(names = "-job", description = "Take an allocation of the job that is named.")
  boolean job;

  Selection choose(Api api) throws IOException {
    return Selection.of(api, prefix, job);
  }
}
