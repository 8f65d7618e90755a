package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Http;
import io.drover.e2e.fixture.Jobs;
import io.drover.e2e.fixture.Launcher;
import io.drover.e2e.fixture.Project;
import io.drover.e2e.fixture.Signals;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A web server as a service: found by its port, started again when it dies, scaled up and down. */
final class WebServiceIT {

  @Test
  void answersOnItsPortSurvivesAKillAndScales() throws IOException {
    try (Agent agent = Agent.both("web").startReady()) {
      assertThat(run(agent, 1).all()).contains("finished with status \"complete\"");
      JsonNode first = Jobs.awaitAllocations(agent.http(), "web", "running", 1).getFirst();
      awaitHello(agent, first, 0);

      killServer(agent, first);
      JsonNode restarted =
          Jobs.awaitAllocation(
              agent.http(),
              first.path("ID").asText(),
              a ->
                  serverState(a).path("Restarts").asInt() == 1
                      && serverState(a).path("State").asText().equals("running"));
      awaitHello(agent, restarted, 0);

      run(agent, 3);
      List<JsonNode> three = Jobs.awaitAllocations(agent.http(), "web", "running", 3);
      assertThat(three).extracting(a -> a.path("ID")).contains(first.path("ID"));
      Set<Integer> ports = ports(agent, three);
      assertThat(ports).as("each has a port of its own").hasSize(3);
      for (JsonNode a : three) {
        String name = a.path("Name").asText();
        awaitHello(agent, a, Integer.parseInt(name.replaceAll("^.*\\[(\\d+)\\]$", "$1")));
      }

      run(agent, 1);
      List<JsonNode> left = Jobs.awaitAllocations(agent.http(), "web", "running", 1);
      assertThat(left.getFirst().path("Name").asText()).isEqualTo("web.web[0]");
      Jobs.awaitAllocations(agent.http(), "web", "complete", 2);
      assertThat(ports.stream().mapToLong(p -> servers(p).size()).sum())
          .as("the processes of the stopped ones are gone")
          .isEqualTo(1);

      assertThat(Launcher.run(agent.http(), "job", "stop", "web").code()).isZero();
      Jobs.awaitAllocations(agent.http(), "web", "running", 0);
      await().until(() -> ports.stream().allMatch(p -> servers(p).isEmpty()));
    }
  }

  @Test
  void runsFromJsonAsWell() throws IOException {
    try (Agent agent = Agent.both("web-json").startReady()) {
      Launcher.Result run =
          Launcher.run(agent.http(), "job", "run", Project.example("web.nomad.json").toString());
      assertThat(run.code()).as(run.all()).isZero();
      JsonNode only = Jobs.awaitAllocations(agent.http(), "web-json", "running", 1).getFirst();
      awaitHello(agent, only, 0);
    }
  }

  private static Launcher.Result run(Agent agent, int count) {
    Launcher.Result run =
        Launcher.run(
            agent.http(),
            "job",
            "run",
            "-var",
            "count=" + count,
            Project.example("web.nomad.hcl").toString());
    assertThat(run.code()).as(run.all()).isZero();
    return run;
  }

  private static void awaitHello(Agent agent, JsonNode allocation, int index) {
    String job = allocation.path("JobID").asText();
    await("the page of " + allocation.path("Name").asText())
        .atMost(Agent.PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () ->
                assertThat(page(agent, allocation))
                    .isEqualTo("Server %d of %s says hello\n", index, job));
  }

  private static String page(Agent agent, JsonNode allocation) throws IOException {
    return new Http("http://127.0.0.1:" + port(agent, allocation)).get("/").ok().body();
  }

  private static void killServer(Agent agent, JsonNode allocation) throws IOException {
    List<Long> servers = servers(port(agent, allocation));
    assertThat(servers).as("the process of the web server").hasSize(1);
    Signals.send("KILL", servers.getFirst());
  }

  /** Only the server itself has its port as an argument; the shell before it had a variable. */
  private static List<Long> servers(int port) {
    return Signals.withArguments("--directory local " + port);
  }

  private static int port(Agent agent, JsonNode allocation) throws IOException {
    JsonNode whole = agent.http().get("/v1/allocation/" + allocation.path("ID").asText()).json();
    JsonNode port = whole.at("/AllocatedResources/Shared/Ports/0");
    assertThat(port.path("Label").asText())
        .as(whole.path("AllocatedResources").toString())
        .isEqualTo("http");
    return port.path("Value").asInt();
  }

  private static Set<Integer> ports(Agent agent, List<JsonNode> allocations) throws IOException {
    return allocations.stream()
        .map(
            a -> {
              try {
                return port(agent, a);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            })
        .collect(Collectors.toSet());
  }

  private static JsonNode serverState(JsonNode allocation) {
    return allocation.at("/TaskStates/server");
  }
}
