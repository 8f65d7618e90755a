package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Project;
import io.drover.e2e.fixture.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A stock client, python-nomad from PyPI, works with Drover unchanged. */
final class PythonNomadIT {

  @Test
  void registersListsReadsAndStopsAJob() throws IOException {
    Path python = PythonEnvironment.withPackage("python-nomad==2.1.0", "nomad");
    try (Agent agent = Agent.both("python").startReady()) {
      PythonEnvironment.Result result =
          PythonEnvironment.run(
              python,
              Project.root().resolve("e2e/src/test/python/stock_client.py"),
              Integer.toString(agent.ports().http()));
      System.out.print(result.output());
      assertThat(result.code()).as(result.output()).isZero();
      assertThat(result.output()).endsWith("all good\n");
    }
  }
}
