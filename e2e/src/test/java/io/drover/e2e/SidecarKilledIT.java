package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Jobs;
import io.drover.e2e.fixture.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * `kill -9` of the sidecar while tasks run: a task lives on and is found again, and one that ends
 * in the meantime is reported with its true exit code.
 */
final class SidecarKilledIT {

  @Test
  void tasksLiveOnAreAttachedAgainAndAnExitInBetweenKeepsItsCode() throws IOException {
    try (Agent server = Agent.server("killed-node-server").startReady();
        Agent node = Agent.node("killed-node", server).start()) {
      Jobs.awaitNodes(server.http(), 1);
      Path folder = node.folder();
      Path steadyPid = folder.resolve("steady.pid");
      Path mayEnd = folder.resolve("may-end");
      Path leavingPid = folder.resolve("leaving.pid");
      Jobs.register(
          server.http(),
          Jobs.shell(
              "steady",
              "service",
              "echo $$ > %s; while :; do echo tick; sleep 0.2; done".formatted(steadyPid)));
      Jobs.register(
          server.http(),
          Jobs.batch(
              "leaving",
              "echo $$ > %s; until [ -e %s ]; do sleep 0.05; done; exit 7"
                  .formatted(leavingPid, mayEnd)));
      String steady = runningId(server, "steady");
      String leaving = runningId(server, "leaving");
      long steadyProcess = process(steadyPid);
      long leavingProcess = process(leavingPid);

      node.program().kill();
      assertThat(Signals.isRunning(steadyProcess))
          .as("the task lives on without its sidecar")
          .isTrue();
      assertThat(Signals.isRunning(leavingProcess)).isTrue();
      Files.createFile(mayEnd);
      await("the task ends while no sidecar runs").until(() -> !Signals.isRunning(leavingProcess));

      node.start();
      JsonNode left =
          Jobs.awaitAllocation(
              server.http(), leaving, a -> task(a).path("State").asText().equals("dead"));
      assertThat(exitCode(left)).as(task(left).toPrettyString()).isEqualTo(7);
      assertThat(left.path("ClientStatus").asText()).isEqualTo("failed");

      JsonNode kept =
          Jobs.awaitAllocation(
              server.http(), steady, a -> a.path("ClientStatus").asText().equals("running"));
      assertThat(Signals.isRunning(steadyProcess)).as("the same process is still there").isTrue();
      assertThat(process(steadyPid)).isEqualTo(steadyProcess);
      assertThat(task(kept).path("Restarts").asInt()).isZero();
      awaitNewTicks(server, steady);

      assertThat(server.http().delete("/v1/job/steady").status()).isEqualTo(200);
      await("the attached task can still be stopped")
          .atMost(Agent.PATIENCE)
          .until(() -> !Signals.isRunning(steadyProcess));
      Jobs.awaitAllocations(server.http(), "steady", "complete", 1);
    }
  }

  private static String runningId(Agent server, String job) {
    return Jobs.awaitAllocations(server.http(), job, "running", 1).getFirst().path("ID").asText();
  }

  private static long process(Path pidFile) {
    return await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> Files.readString(pidFile).strip(), text -> !text.isEmpty())
        .transform(Long::parseLong);
  }

  /** The log of a task that was attached again still grows, as a user who follows it expects. */
  private static void awaitNewTicks(Agent server, String allocation) throws IOException {
    String path = "/v1/client/fs/logs/%s?task=task&type=stdout&plain=true".formatted(allocation);
    int before = server.http().get(path).ok().body().length();
    await("the log grows")
        .atMost(Agent.PATIENCE)
        .until(() -> server.http().get(path).ok().body().length() > before);
  }

  private static JsonNode task(JsonNode allocation) {
    return allocation.at("/TaskStates/task");
  }

  /** Of the event that says how the task ended; -1 if there is none. */
  private static int exitCode(JsonNode allocation) {
    int code = -1;
    for (JsonNode event : task(allocation).path("Events")) {
      if (event.path("Type").asText().equals("Terminated")) {
        code = event.path("Details").path("exit_code").asInt(event.path("ExitCode").asInt());
      }
    }
    return code;
  }
}
