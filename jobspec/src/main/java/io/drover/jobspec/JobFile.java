package io.drover.jobspec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.jobspec.job.JobDecoder;

/** Job files. Stateless and thread-safe. */
public final class JobFile {

  private JobFile() {}

  /**
   * Parses a job file in HCL2.
   *
   * @param fileName how messages call the file; a server says {@code input.hcl}
   * @return the job as the HTTP API has it: Go's field names, durations in nanoseconds, without the
   *     members that are not set
   * @throws JobFileException if the text gives no job
   */
  public static ObjectNode parse(String fileName, String source, ParseOptions options)
      throws JobFileException {
    return JobDecoder.decode(fileName, source, options);
  }
}
