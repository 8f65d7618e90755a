package io.drover.jobspec.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.jobspec.JobFileException;
import io.drover.jobspec.ParseOptions;
import java.util.List;

/** Decodes the tree of a job file. */
public final class JobDecoder {

  private JobDecoder() {}

  public static ObjectNode decode(String fileName, String source, ParseOptions options)
      throws JobFileException {
    throw new JobFileException("not implemented yet", List.of());
  }
}
