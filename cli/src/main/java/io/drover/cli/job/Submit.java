package io.drover.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Api;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.UsageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What run, plan and validate share: where a job goes and how its warnings are shown. */
final class Submit {

  private Submit() {}

  /** The flag's namespace and region win over the job's, and those over the environment's. */
  static Api api(Connection connection, Console console, ObjectNode job) throws IOException {
    Api api = connection.api(console);
    Api.Target target = api.target();
    return new Api(
        new Api.Target(
            target.address(),
            connection.hasRegion() ? target.region() : or(region(job), target.region()),
            connection.hasNamespace()
                ? target.namespace()
                : or(JobSource.member(job, "Namespace"), target.namespace()),
            target.token(),
            target.tls()));
  }

  static String id(ObjectNode job) {
    String id = JobSource.member(job, "ID");
    if (id == null) {
      throw new UsageException("Error: the job has no ID");
    }
    return id;
  }

  static void warnings(Console console, String warnings) {
    if (!warnings.isBlank()) {
      console.line(Console.Tone.WARNING, "Job Warnings:");
      console.line(Console.Tone.WARNING, warnings.strip());
      console.line();
    }
  }

  private static @Nullable String region(ObjectNode job) {
    String region = JobSource.member(job, "Region");
    return "global".equals(region) ? null : region;
  }

  private static String or(@Nullable String first, String second) {
    return first == null ? second : first;
  }
}
