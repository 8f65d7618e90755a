package io.drover.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.UsageException;
import io.drover.jobspec.JobFile;
import io.drover.jobspec.JobFileException;
import io.drover.jobspec.ParseOptions;

/** The bridge to the HCL reader; loaded only for HCL files. */
final class HclJob {

  private HclJob() {}

  static ObjectNode parse(String name, String source, ParseOptions options) {
    try {
      return JobFile.parse(name, source, options);
    } catch (JobFileException e) {
      throw new UsageException("Error getting job struct: " + e.text());
    }
  }
}
