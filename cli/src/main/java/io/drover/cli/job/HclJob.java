package io.drover.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The bridge to the HCL reader; loaded only for HCL files. */
final class HclJob {

  private HclJob() {}

  /** A file's text and everything that may set its variables, weakest first. */
  record Input(
      String name,
      String source,
      Map<String, String> environment,
      Map<String, String> flags,
      List<Path> variableFiles,
      List<String> variableTexts,
      boolean strict) {}

  static ObjectNode parse(Input input) {
    throw new UsageException(input.name() + ": HCL is not read yet; give the job as JSON");
  }
}
