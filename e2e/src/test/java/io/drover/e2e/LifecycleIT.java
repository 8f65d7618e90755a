package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Http;
import io.drover.e2e.fixture.Jobs;
import io.drover.e2e.fixture.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Ctrl-C, start again, and what is kept. */
final class LifecycleIT {

  /** The budgets are 5 s each; a loaded machine gets more, and the figures are printed. */
  private static final Duration STOP = Duration.ofSeconds(20);

  private static final String[] NONE = {};

  @Test
  void stopsOnInterruptAndKeepsItsStateOverARestart() throws IOException {
    try (Agent agent = Agent.both("lifecycle")) {
      long begun = System.nanoTime();
      agent.startReady();
      say("first start until ready", begun);
      Jobs.register(agent.http(), Jobs.unplaceable("waiting"));
      Jobs.register(agent.http(), Jobs.batch("done", "exit 0"));
      Jobs.awaitAllocations(agent.http(), "done", "complete", 1);
      Jobs.register(agent.http(), Jobs.shell("serving", "service", "exec sleep 3600"));
      Jobs.awaitAllocations(agent.http(), "serving", "running", 1);
      awaitQuiet(agent.http());
      State before = State.of(agent.http());

      begun = System.nanoTime();
      agent.program().interrupt();
      agent.program().awaitExit(STOP);
      say("Ctrl-C until ended", begun);
      assertThat(agent.program().family()).noneMatch(ProcessHandle::isAlive);

      begun = System.nanoTime();
      agent.startReady();
      say("start until ready again", begun);
      Jobs.awaitAllocations(agent.http(), "serving", "running", 1);
      State after = State.of(agent.http());
      assertThat(after.jobs()).isEqualTo(before.jobs());
      assertThat(after.nodes()).as("the node is the same one").isEqualTo(before.nodes());
      assertThat(after.allocations()).isEqualTo(before.allocations());
      assertThat(after.evaluations()).containsAll(before.evaluations());
    }
  }

  @Test
  void devModeNeedsNothingButPortsAndLeavesNothingBehind() throws IOException {
    try (Agent agent = Agent.both("dev")) {
      ObjectNode ports = Http.JSON.createObjectNode();
      agent.with(
          file -> {
            ports.set("ports", file.path("ports"));
            file.removeAll();
            file.setAll(ports);
          });
      Program dev = agent.launch("agent", "-dev", "-config", agent.writeFile().toString());
      await()
          .atMost(Agent.PATIENCE)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(
              () ->
                  agent
                      .http()
                      .get("/v1/nodes")
                      .json()
                      .findValuesAsText("Status")
                      .contains("ready"));
      Jobs.register(agent.http(), Jobs.batch("hello", "echo hello"));
      Jobs.awaitAllocations(agent.http(), "hello", "complete", 1);
      Jobs.register(agent.http(), Jobs.shell("serving", "service", "exec sleep 86399"));
      Jobs.awaitAllocations(agent.http(), "serving", "running", 1);
      String node = agent.http().get("/v1/nodes").json().path(0).path("ID").asText();
      String cgroups = agent.http().get("/v1/node/" + node).json().path("CgroupParent").asText();
      String data = dev.output().replaceAll("(?s).*Data Dir: *(\\S+).*", "$1");
      assertThat(Path.of(data)).isDirectory();

      dev.interrupt();
      dev.awaitExit(STOP);
      assertThat(Path.of(data)).doesNotExist();
      assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(data);
      assertThat(ProcessHandle.allProcesses().map(p -> p.info().arguments().orElse(NONE)))
          .noneMatch(arguments -> List.of(arguments).contains("86399"));
      try (var roots = Files.list(Path.of("/sys/fs/cgroup"))) {
        assertThat(cgroups).startsWith("/drover-");
        assertThat(roots.map(root -> root.resolve(cgroups.substring(1)))).noneMatch(Files::exists);
      }
    }
  }

  private static void awaitQuiet(Http agent) {
    await()
        .atMost(Agent.PATIENCE)
        .until(
            () ->
                agent.get("/v1/evaluations").ok().json().findValuesAsText("Status").stream()
                    .noneMatch("pending"::equals));
  }

  private static void say(String what, long begun) {
    System.out.printf("%s: %.2f s%n", what, (System.nanoTime() - begun) / 1e9);
  }

  /** What must be the same afterwards. */
  private record State(
      Set<String> jobs, Set<String> nodes, Set<String> allocations, Set<String> evaluations) {

    static State of(Http agent) throws IOException {
      return new State(
          each(agent, "/v1/jobs", "ID", "Type", "Version", "CreateIndex", "JobModifyIndex"),
          each(agent, "/v1/nodes", "ID", "Name", "CreateIndex"),
          each(agent, "/v1/allocations", "ID", "JobID", "NodeID", "ClientStatus", "CreateIndex"),
          each(agent, "/v1/evaluations", "ID", "JobID", "Status", "CreateIndex"));
    }

    private static Set<String> each(Http agent, String path, String... members) throws IOException {
      Set<String> all = new TreeSet<>();
      for (JsonNode item : agent.get(path).ok().json()) {
        StringBuilder text = new StringBuilder();
        for (String member : members) {
          text.append(member).append('=').append(item.path(member).asText()).append(' ');
        }
        all.add(text.toString());
      }
      return all;
    }
  }
}
