package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Jobs;
import io.drover.e2e.fixture.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start that cannot succeed ends soon, with a code that is not zero, and says what is wrong. */
final class RefusedStartIT {

  private static final Duration SOON = Duration.ofSeconds(40);

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (Agent agent = Agent.server("port-in-use");
        ServerSocket taken =
            new ServerSocket(agent.ports().http(), 1, InetAddress.getLoopbackAddress())) {
      String output = refused(agent);
      assertThat(output)
          .contains(Integer.toString(taken.getLocalPort()))
          .containsIgnoringCase("in use");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"server", "client"})
  void aDataFolderThatCannotBeMadeIsNamed(String program) throws IOException {
    try (Agent other = Agent.server("unwritable-other");
        Agent agent =
            program.equals("server")
                ? Agent.server("unwritable")
                : Agent.node("unwritable", other)) {
      // Below a file no folder can be made, not even by root, which permissions would not stop.
      Path file = Files.createFile(agent.folder().resolve("a-file"));
      agent.with(f -> f.put("data_dir", file.resolve("data").toString()));
      assertThat(refused(agent)).contains(file.toString());
    }
  }

  @Test
  void aSecondServerOnTheSameDataIsRefusedAndTheFirstGoesOn() throws IOException {
    try (Agent first = Agent.server("shared-data").startReady();
        Agent second =
            Agent.server("shared-data-second")
                .with(f -> f.put("data_dir", first.dataDir().toString()))) {
      Jobs.register(first.http(), Jobs.unplaceable("before"));
      String output = refused(second);
      assertThat(output).contains(first.dataDir().toString());
      Jobs.register(first.http(), Jobs.unplaceable("after"));

      first.program().kill();
      first.startReady();
      assertThat(first.http().get("/v1/job/before").status()).isEqualTo(200);
      assertThat(first.http().get("/v1/job/after").status()).isEqualTo(200);
    }
  }

  @Test
  void aSecondNodeOnTheSameDataIsRefusedAndTheFirstGoesOn() throws IOException {
    try (Agent server = Agent.server("shared-node-server").startReady();
        Agent first = Agent.node("shared-node", server).start()) {
      Jobs.awaitNodes(server.http(), 1);
      try (Agent second =
          Agent.node("shared-node-second", server)
              .with(f -> f.put("data_dir", first.dataDir().toString()))) {
        assertThat(refused(second)).contains(first.dataDir().toString());
      }
      Jobs.register(server.http(), Jobs.batch("works", "exit 0"));
      Jobs.awaitAllocations(server.http(), "works", "complete", 1);
    }
  }

  /** Everything the agent said before it gave up. */
  private static String refused(Agent agent) {
    Program program = agent.start().program();
    assertThat(program.awaitExit(SOON)).as(program.output()).isNotZero();
    return program.output();
  }
}
