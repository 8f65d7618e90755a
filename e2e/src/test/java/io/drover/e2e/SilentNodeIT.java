package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Http;
import io.drover.e2e.fixture.Jobs;
import io.drover.e2e.fixture.Signals;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * A node that goes silent is down, its work is lost and done elsewhere; when it is back, once only.
 */
final class SilentNodeIT {

  private static final String SLEEP = "86397";

  private static void shortHeartbeats(ObjectNode file) {
    file.withObject("/server").put("min_heartbeat_ttl", "1s").put("heartbeat_grace", "1s");
  }

  @Test
  void itsWorkIsReplacedOnAnotherNodeAndEndedWhenItComesBack() throws IOException {
    try (Agent server =
            Agent.server("silent-server").with(SilentNodeIT::shortHeartbeats).startReady();
        Agent first = Agent.node("silent-first", server);
        Agent second = Agent.node("silent-second", server)) {
      first.start();
      Jobs.awaitNodes(server.http(), 1);
      Jobs.register(server.http(), Jobs.shell("steady", "service", "exec sleep " + SLEEP));
      JsonNode lost = Jobs.awaitAllocations(server.http(), "steady", "running", 1).getFirst();
      assertThat(lost.path("NodeName").asText()).isEqualTo("silent-first");
      second.start();
      Jobs.awaitNodes(server.http(), 2);

      signalAll(first, "STOP");
      awaitStatus(server.http(), lost.path("NodeID").asText(), "down");
      JsonNode replacement =
          Jobs.awaitAllocations(server.http(), "steady", "running", 1).getFirst();
      assertThat(replacement.path("NodeName").asText()).isEqualTo("silent-second");
      JsonNode gone =
          Jobs.awaitAllocation(
              server.http(),
              lost.path("ID").asText(),
              a -> a.path("ClientStatus").asText().equals("lost"));
      assertThat(gone.path("DesiredDescription").asText())
          .isEqualTo("alloc is lost since its node is down");
      assertThat(gone.path("NextAllocation").asText()).isEqualTo(replacement.path("ID").asText());
      assertThat(Signals.withArguments(SLEEP)).as("the frozen node's task goes on").hasSize(2);

      signalAll(first, "CONT");
      awaitStatus(server.http(), lost.path("NodeID").asText(), "ready");
      await()
          .atMost(Agent.PATIENCE)
          .untilAsserted(() -> assertThat(Signals.withArguments(SLEEP)).hasSize(1));
      assertThat(Jobs.awaitAllocations(server.http(), "steady", "running", 1).getFirst().path("ID"))
          .isEqualTo(replacement.path("ID"));
    }
  }

  private static void signalAll(Agent agent, String signal) {
    agent.program().family().forEach(process -> Signals.send(signal, process.pid()));
  }

  private static void awaitStatus(Http agent, String node, String status) {
    await()
        .atMost(Agent.PATIENCE)
        .until(
            () -> agent.get("/v1/node/" + node).ok().json().path("Status").asText().equals(status));
  }
}
