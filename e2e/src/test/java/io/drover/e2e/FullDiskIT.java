package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Http;
import io.drover.e2e.fixture.Jobs;
import io.drover.e2e.fixture.SmallDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A disk that is full under the log: writes are refused with a reason, reads go on, nothing that
 * was acknowledged is lost, and writes are taken again once there is room.
 */
final class FullDiskIT {

  /** Room for the server's start and a few hundred jobs. */
  private static final int DISK_MEGABYTES = 160;

  private static final int WRITES_MAX = 20_000;

  @Test
  void refusesWritesGoesOnReadingAndLosesNothing() throws IOException {
    try (Agent server = Agent.server("full-disk");
        SmallDisk disk = SmallDisk.mount(server.folder().resolve("data"), DISK_MEGABYTES)) {
      server.startReady();
      Set<String> acknowledged = new LinkedHashSet<>();
      for (int i = 0; i < 20; i++) {
        Jobs.register(server.http(), Jobs.unplaceable("early-" + i));
        acknowledged.add("early-" + i);
      }
      disk.fill();

      Http.Answer refusal = writeUntilRefused(server.http(), acknowledged);
      assertThat(refusal.status()).isBetween(500, 599);
      assertThat(refusal.body()).containsIgnoringCase("space");
      // This one writes no document, only to the log.
      Http.Answer stop = server.http().delete("/v1/job/early-0");
      System.out.printf("full disk: a stop is answered %d: %s%n", stop.status(), stop.body());
      assertThat(stop.status()).isBetween(500, 599);
      assertThat(stop.body()).containsIgnoringCase("space");
      assertReads(server.http(), acknowledged);

      disk.free();
      await("writes are taken again, at the latest after a restart")
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                if (!server.program().isAlive()) {
                  server.startReady();
                }
                return put(server.http(), "room-again").status() == 200;
              });
      acknowledged.add("room-again");

      server.program().kill();
      server.startReady();
      assertReads(server.http(), acknowledged);
      server.program().kill();
    }
  }

  /** Large jobs, so that it does not take long. */
  private static Http.Answer writeUntilRefused(Http agent, Set<String> acknowledged)
      throws IOException {
    for (int i = 0; i < WRITES_MAX; i++) {
      String id = "late-" + i;
      Http.Answer answer = put(agent, id);
      if (answer.status() != 200) {
        System.out.printf(
            "full disk: after %d more writes %d: %s%n", i, answer.status(), answer.body());
        return answer;
      }
      acknowledged.add(id);
    }
    throw new AssertionError("a full disk took %d writes".formatted(WRITES_MAX));
  }

  private static Http.Answer put(Http agent, String id) throws IOException {
    ObjectNode job = Jobs.unplaceable(id);
    // Does not compress: a store may do that.
    java.util.Random random = new java.util.Random(id.hashCode());
    byte[] noise = new byte[24_000];
    random.nextBytes(noise);
    job.withObject("/Meta").put("noise", java.util.Base64.getEncoder().encodeToString(noise));
    return agent.put("/v1/jobs", Jobs.request(job));
  }

  private static void assertReads(Http agent, Set<String> acknowledged) throws IOException {
    assertThat(agent.get("/v1/jobs").ok().json().findValuesAsText("ID")).containsAll(acknowledged);
    for (String id : acknowledged) {
      assertThat(agent.get("/v1/job/" + id).ok().json().path("ID").asText()).isEqualTo(id);
    }
  }
}
