package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Http;
import io.drover.e2e.fixture.Jobs;
import io.drover.e2e.fixture.Launcher;
import io.drover.e2e.fixture.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** `drover simulate` against a control plane: placing, and what happens when nodes vanish. */
final class SimulateIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static void shortHeartbeats(ObjectNode file) {
    file.withObject("/server").put("min_heartbeat_ttl", "4s").put("heartbeat_grace", "4s");
  }

  @Test
  void whatRanOnVanishedNodesRunsElsewhereOnce() throws IOException {
    try (Agent server = Agent.server("simulate").with(SimulateIT::shortHeartbeats).startReady();
        Program nodes =
            server.launch(
                "simulate",
                "-nodes=200",
                "-servers=127.0.0.1:" + server.ports().rpc(),
                "-vanish=50@45s")) {
      awaitNodes(server.http(), "ready", 200);
      ObjectNode job = Jobs.shell("many", "service", "exec sleep 3600");
      ((ObjectNode) job.path("TaskGroups").path(0)).put("Count", 500);
      Jobs.register(server.http(), job);
      awaitRunning(server.http());

      awaitNodes(server.http(), "down", 50);
      Set<String> down = nodes(server.http(), "down").keySet();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  running(server.http()).stream()
                          .filter(one -> !down.contains(one.path("NodeID").asText()))
                          .count()
                      == 500);
      List<JsonNode> all = Jobs.allocations(server.http(), "many");
      List<JsonNode> ready =
          all.stream().filter(one -> !down.contains(one.path("NodeID").asText())).toList();
      assertThat(ready)
          .as("each runs once on a ready node")
          .hasSize(500)
          .extracting(one -> one.path("Name").asText())
          .doesNotHaveDuplicates();
      assertThat(all)
          .filteredOn(one -> down.contains(one.path("NodeID").asText()))
          .isNotEmpty()
          .allMatch(one -> one.path("ClientStatus").asText().equals("lost"));
      assertThat(nodes.isAlive()).isTrue();
      await().atMost(PATIENCE).until(() -> nodes.output().contains("150 connected, 50 vanished"));
    }
  }

  @Test
  void aWrongFlagIsNamed() {
    Launcher.Result result = Launcher.run(Map.of(), "simulate", "-nodes=none");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("-nodes: none is not a whole number");
  }

  private static void awaitRunning(Http agent) {
    await().atMost(PATIENCE).until(() -> running(agent).size() == 500);
  }

  private static List<JsonNode> running(Http agent) throws IOException {
    return Jobs.allocations(agent, "many").stream()
        .filter(one -> one.path("ClientStatus").asText().equals("running"))
        .toList();
  }

  private static void awaitNodes(Http agent, String status, int count) {
    await().atMost(PATIENCE).until(() -> nodes(agent, status).size() == count);
  }

  private static Map<String, JsonNode> nodes(Http agent, String status) throws IOException {
    Map<String, JsonNode> found = new HashMap<>();
    for (JsonNode node : agent.get("/v1/nodes").ok().json()) {
      if (node.path("Status").asText().equals(status)) {
        found.put(node.path("ID").asText(), node);
      }
    }
    return found;
  }
}
