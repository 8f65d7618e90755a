package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Http;
import io.drover.e2e.fixture.Jobs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** `kill -9` of the control plane under load loses nothing that was acknowledged. */
final class ControlPlaneKilledIT {

  private static final int CLIENTS = 8;
  private static final int ROUNDS = 3;
  private static final int ACKNOWLEDGED_BEFORE_KILL = 400;

  @Test
  void everyAcknowledgedJobIsThereAfterEachRestart() throws Exception {
    try (Agent server = Agent.server("killed-server").startReady()) {
      Map<String, Long> acknowledged = new ConcurrentHashMap<>();
      long highest = 0;
      for (int round = 0; round < ROUNDS; round++) {
        int goal = acknowledged.size() + ACKNOWLEDGED_BEFORE_KILL;
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> clients = clients(server.http(), round, acknowledged, stop);
        await("load").atMost(Agent.PATIENCE).until(() -> acknowledged.size() >= goal);
        server.program().kill();
        stop.set(true);
        for (Thread client : clients) {
          client.join();
        }

        server.startReady();
        highest = Math.max(highest, verify(server.http(), acknowledged));
        JsonNode fresh = Jobs.register(server.http(), Jobs.unplaceable("after-" + round));
        assertThat(fresh.path("JobModifyIndex").asLong())
            .as("indexes never go back")
            .isGreaterThan(highest);
        System.out.printf(
            "kill -9 under load, round %d: %d jobs acknowledged so far, all there%n",
            round + 1, acknowledged.size());
      }
    }
  }

  private static List<Thread> clients(
      Http agent, int round, Map<String, Long> acknowledged, AtomicBoolean stop) {
    List<Thread> threads = new ArrayList<>();
    for (int c = 0; c < CLIENTS; c++) {
      String prefix = "r%d-c%d-".formatted(round, c);
      threads.add(
          Thread.startVirtualThread(
              () -> {
                for (int n = 0; !stop.get(); n++) {
                  String id = prefix + n;
                  try {
                    Http.Answer answer = agent.put("/v1/jobs", Jobs.request(Jobs.unplaceable(id)));
                    if (answer.status() == 200) {
                      acknowledged.put(id, answer.json().path("JobModifyIndex").asLong());
                    }
                  } catch (IOException e) {
                    // The server is gone in the middle of a request: not acknowledged.
                    return;
                  }
                }
              }));
    }
    return threads;
  }

  /** The highest index among the acknowledged. */
  private static long verify(Http agent, Map<String, Long> acknowledged) throws IOException {
    Map<String, Long> listed = new ConcurrentHashMap<>();
    for (JsonNode job : agent.get("/v1/jobs").ok().json()) {
      listed.put(job.path("ID").asText(), job.path("JobModifyIndex").asLong());
    }
    assertThat(listed).containsAllEntriesOf(acknowledged);
    for (String id : acknowledged.keySet()) {
      JsonNode job = agent.get("/v1/job/" + id).ok().json();
      assertThat(job.at("/TaskGroups/0/Tasks/0/Config/command").asText())
          .as("the whole job %s", id)
          .isEqualTo("/bin/sh");
    }
    return acknowledged.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }
}
