package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Jobs;
import io.drover.e2e.fixture.Launcher;
import io.drover.e2e.fixture.Launcher.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What one can ask of a task that runs, and what it gets before it does. */
final class RunningTaskIT {

  private static Agent agent;

  @BeforeAll
  static void start() {
    agent = Agent.both("running-task").startReady();
  }

  @AfterAll
  static void stop() {
    agent.close();
  }

  private static Result drover(String... arguments) {
    return Launcher.run(agent.http(), arguments);
  }

  private static ObjectNode task(ObjectNode job) {
    return (ObjectNode) job.at("/TaskGroups/0/Tasks/0");
  }

  /** Registers it, waits for that status, and gives the allocation's id. */
  private static String run(ObjectNode job, String status) throws IOException {
    Jobs.register(agent.http(), job);
    return Jobs.awaitAllocations(agent.http(), job.path("ID").asText(), status, 1)
        .getFirst()
        .path("ID")
        .asText();
  }

  private static void awaitLog(String allocation, String text) {
    await()
        .atMost(Agent.PATIENCE)
        .untilAsserted(() -> assertThat(drover("alloc", "logs", allocation).out()).contains(text));
  }

  @Test
  void commandsRunInsideAndTellTheirExitCode() throws IOException {
    String id = run(Jobs.shell("inside", "service", "export; exec sleep 86400"), "running");
    Result told =
        drover(
            "alloc",
            "exec",
            "-t=false",
            "-i=false",
            id,
            "/bin/sh",
            "-c",
            "echo $NOMAD_TASK_NAME; echo oops >&2; exit 7");
    assertThat(told.code()).as(told.all()).isEqualTo(7);
    assertThat(told.out()).isEqualTo("task\n");
    assertThat(told.err()).contains("oops");
    Result missing = drover("alloc", "exec", "-t=false", "-i=false", id, "/no/such/program");
    assertThat(missing.code()).isNotZero();
    assertThat(missing.all()).contains("no/such/program");
    assertThat(drover("job", "stop", "-purge", "inside").code()).isZero();
    Result gone = drover("alloc", "exec", "-t=false", "-i=false", id, "/bin/true");
    assertThat(gone.code()).as(gone.all()).isNotZero();
  }

  @Test
  void filesAreListedReadAndKeptInside() throws IOException {
    String id =
        run(
            Jobs.shell(
                "files",
                "service",
                "echo 42 >$NOMAD_TASK_DIR/answer; ln -s /etc/passwd $NOMAD_TASK_DIR/leads-out;"
                    + " echo ready; exec sleep 86400"),
            "running");
    awaitLog(id, "ready");
    assertThat(drover("alloc", "fs", id, "task/local").out()).contains("answer");
    assertThat(drover("alloc", "fs", id, "task/local/answer").out()).isEqualTo("42\n");
    assertThat(drover("alloc", "fs", "-stat", id, "task/local/answer").out()).contains("answer");
    assertThat(agent.http().get("/v1/client/fs/cat/" + id + "?path=task/local/answer").body())
        .isEqualTo("42\n");
    for (String path :
        List.of("task/local/leads-out", "../../../../etc/passwd", "task/secrets/x")) {
      assertThat(agent.http().get("/v1/client/fs/cat/" + id + "?path=" + path).body())
          .as(path)
          .doesNotContain("root:");
    }
    drover("job", "stop", "-purge", "files");
  }

  @Test
  void aRestartAndASignalReachTheTask() throws IOException {
    String id =
        run(
            Jobs.shell(
                "signals",
                "service",
                "trap 'echo got usr1' USR1; echo began; while :; do sleep 0.1; done"),
            "running");
    awaitLog(id, "began");
    Result signal = drover("alloc", "signal", "-s", "SIGUSR1", id);
    assertThat(signal.code()).as(signal.all()).isZero();
    awaitLog(id, "got usr1");
    Result restart = drover("alloc", "restart", id);
    assertThat(restart.code()).as(restart.all()).isZero();
    awaitLog(id, "began\ngot usr1\nbegan\n");
    JsonNode state = agent.http().get("/v1/allocation/" + id).ok().json().at("/TaskStates/task");
    assertThat(state.path("Restarts").asInt()).isEqualTo(1);
    assertThat(state.path("Events").toString()).contains("Restart Signaled");
    drover("job", "stop", "-purge", "signals");
  }

  @Test
  void whatTasksAndTheMachineUseIsMeasured() throws IOException {
    String id = run(Jobs.shell("busy", "service", "while :; do :; done"), "running");
    await()
        .atMost(Agent.PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode usage =
                  agent.http().get("/v1/client/allocation/" + id + "/stats").ok().json();
              assertThat(usage.at("/Tasks/task/ResourceUsage/CpuStats/Percent").asDouble())
                  .isGreaterThan(1);
              assertThat(usage.at("/ResourceUsage/MemoryStats/RSS").asLong()).isPositive();
            });
    JsonNode host = agent.http().get("/v1/client/stats").ok().json();
    assertThat(host.at("/Memory/Total").asLong()).isPositive();
    assertThat(host.path("CPU")).isNotEmpty();
    drover("job", "stop", "-purge", "busy");
  }

  @Test
  void artifactsAndTemplatesAreThereBeforeTheFirstInstruction() throws IOException {
    HttpServer web =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] content = "from afar\n".getBytes(StandardCharsets.UTF_8);
    web.createContext(
        "/",
        exchange -> {
          boolean there = exchange.getRequestURI().getPath().equals("/data.txt");
          exchange.sendResponseHeaders(there ? 200 : 404, there ? content.length : -1);
          if (there) {
            exchange.getResponseBody().write(content);
          }
          exchange.close();
        });
    web.start();
    try {
      String base = "http://127.0.0.1:" + web.getAddress().getPort();
      ObjectNode job =
          Jobs.batch("prepared", "cat local/data.txt local/settings; echo $FROM_TEMPLATE");
      task(job).putArray("Artifacts").addObject().put("GetterSource", base + "/data.txt");
      var templates = task(job).putArray("Templates");
      templates
          .addObject()
          .put("EmbeddedTmpl", "job = {{ env \"NOMAD_JOB_ID\" | toUpper }}\n")
          .put("DestPath", "local/settings");
      templates
          .addObject()
          .put("EmbeddedTmpl", "FROM_TEMPLATE=yes")
          .put("DestPath", "secrets/settings.env")
          .put("Envvars", true);
      String id = run(job, "complete");
      assertThat(drover("alloc", "logs", id).out()).isEqualTo("from afar\njob = PREPARED\nyes\n");

      ObjectNode missing = Jobs.batch("unprepared", "echo never");
      task(missing).putArray("Artifacts").addObject().put("GetterSource", base + "/absent");
      String failed = run(missing, "failed");
      assertThat(drover("alloc", "status", failed).out())
          .contains("Failed Artifact Download")
          .contains("404");
    } finally {
      web.stop(0);
    }
  }

  @Test
  void anIsolatedTaskSeesItsOwnRootAndNobodyElse() throws IOException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/sbin/runc"))
            || Files.isExecutable(Path.of("/usr/bin/crun")),
        "isolated tasks need an OCI runtime, runc or crun");
    ObjectNode job =
        Jobs.batch(
            "isolated", "id -un; pwd; ls -d /alloc /local /secrets; echo $NOMAD_TASK_DIR $$");
    task(job).put("Driver", "exec");
    String id = run(job, "complete");
    assertThat(drover("alloc", "logs", id).out())
        .isEqualTo("nobody\n/\n/alloc\n/local\n/secrets\n/local 1\n");
  }

  @Test
  void metadataOfANodeChangesWhileItRuns() throws IOException {
    String node = agent.http().get("/v1/nodes").ok().json().path(0).path("ID").asText();
    Result apply = drover("node", "meta", "apply", "-node-id", node, "color=green");
    assertThat(apply.code()).as(apply.all()).isZero();
    await()
        .atMost(Agent.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        agent.http().get("/v1/node/" + node).ok().json().at("/Meta/color").asText())
                    .isEqualTo("green"));
  }
}
