package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Http;
import io.drover.e2e.fixture.Jobs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three members of one cluster and a node: any member answers, and any may die. */
final class ThreeMembersIT {

  private static final int ACKNOWLEDGED_BEFORE_KILL = 200;
  private static final int CLIENTS = 4;

  private final List<Agent> members = new ArrayList<>();
  private Agent node;

  @BeforeEach
  void start() {
    for (int i = 0; i < 3; i++) {
      members.add(Agent.server("three-" + i));
    }
    for (Agent member : members) {
      member.with(
          file -> {
            ObjectNode server = file.withObject("/server").put("bootstrap_expect", 3);
            ArrayNode join = server.putArray("retry_join");
            members.stream()
                .filter(other -> other != member)
                .forEach(other -> join.add("127.0.0.1:" + other.ports().rpc()));
          });
      member.start();
    }
    members.forEach(this::awaitLeader);
    node = Agent.node("three-node", members.get(0));
    node.with(
            file -> {
              ArrayNode servers = file.withObject("/client").withArray("servers");
              members.stream()
                  .skip(1)
                  .forEach(member -> servers.add("127.0.0.1:" + member.ports().rpc()));
            })
        .start();
  }

  @AfterEach
  void stop() {
    node.close();
    members.forEach(Agent::close);
  }

  private void awaitLeader(Agent member) {
    await("a leader")
        .atMost(Agent.PATIENCE)
        .until(
            () -> {
              try {
                return member.http().get("/v1/status/leader").body().contains(":");
              } catch (IOException notYet) {
                return false;
              }
            });
  }

  private Agent leader() {
    try {
      String address = living().getFirst().http().get("/v1/status/leader").ok().json().asText();
      return members.stream()
          .filter(member -> address.equals("127.0.0.1:" + member.ports().rpc()))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no member at " + address));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<Agent> living() {
    return members.stream().filter(member -> member.program().isAlive()).toList();
  }

  @Test
  void everyMemberAnswersAndTheDeathOfTheLeaderLosesNothing() throws Exception {
    Agent first = leader();
    for (Agent member : members) {
      assertThat(member.http().get("/v1/status/peers").ok().json()).hasSize(3);
      assertThat(member.http().get("/v1/agent/members").ok().json().path("Members")).hasSize(3);
      String id = "by-" + members.indexOf(member);
      long index =
          Jobs.register(member.http(), Jobs.unplaceable(id)).path("JobModifyIndex").asLong();
      for (Agent other : members) {
        Http.Answer read = other.http().get("/v1/job/" + id).ok();
        assertThat(read.json().path("JobModifyIndex").asLong())
            .as("what one member acknowledged is read at once from any other")
            .isEqualTo(index);
      }
      await("a stale read")
          .atMost(Agent.PATIENCE)
          .until(() -> member.http().get("/v1/job/" + id + "?stale").status() == 200);
    }

    awaitNode();
    String running = "runs-on";
    Jobs.register(members.get(1).http(), Jobs.shell(running, "service", "exec sleep 3600"));
    JsonNode before = awaitRunning(running);

    Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> clients = clients(acknowledged, stop);
    await("load")
        .atMost(Agent.PATIENCE)
        .until(() -> acknowledged.size() >= ACKNOWLEDGED_BEFORE_KILL);
    first.program().kill();
    long killed = System.nanoTime();
    int known = acknowledged.size();
    await("writes go on")
        .atMost(Agent.PATIENCE)
        .until(() -> acknowledged.size() >= known + ACKNOWLEDGED_BEFORE_KILL);
    System.out.printf(
        "leader killed under load: %d more writes acknowledged after %d ms%n",
        ACKNOWLEDGED_BEFORE_KILL, (System.nanoTime() - killed) / 1_000_000);
    stop.set(true);
    for (Thread client : clients) {
      client.join();
    }
    assertThat(leader()).isNotSameAs(first);
    for (Agent member : living()) {
      assertThat(jobs(member)).containsAll(acknowledged.keySet());
    }

    awaitNode();
    JsonNode after = awaitRunning(running);
    assertThat(after.path("ID").asText()).isEqualTo(before.path("ID").asText());
    assertThat(after.at("/TaskStates/main/StartedAt").asText())
        .as("the task was not disturbed")
        .isEqualTo(before.at("/TaskStates/main/StartedAt").asText());

    first.start();
    awaitLeader(first);
    await("the one that was dead has everything")
        .atMost(Agent.PATIENCE)
        .until(() -> staleJobs(first).containsAll(acknowledged.keySet()));
  }

  @Test
  void withoutAMajorityNothingIsAcknowledged() throws Exception {
    Agent leader = leader();
    for (Agent member : members) {
      if (member != leader) {
        member.program().kill();
      }
    }
    Http.Answer answer = leader.http().put("/v1/jobs", Jobs.request(Jobs.unplaceable("lost")));
    assertThat(answer.status()).isEqualTo(500);
    assertThat(leader.http().get("/v1/jobs?stale").ok().body()).isEqualTo("[]");
    members.stream().filter(member -> member != leader).forEach(Agent::start);
    members.forEach(this::awaitLeader);
    await("reads that are not stale work again")
        .atMost(Agent.PATIENCE)
        .until(() -> leader.http().get("/v1/jobs").status() == 200);
  }

  private void awaitNode() {
    await("the node is ready")
        .atMost(Agent.PATIENCE)
        .until(
            () ->
                leader()
                    .http()
                    .get("/v1/nodes")
                    .json()
                    .findValuesAsText("Status")
                    .contains("ready"));
  }

  private JsonNode awaitRunning(String job) {
    await(job)
        .atMost(Agent.PATIENCE)
        .until(
            () ->
                leader()
                    .http()
                    .get("/v1/job/" + job + "/allocations")
                    .json()
                    .findValuesAsText("ClientStatus")
                    .contains("running"));
    try {
      return leader().http().get("/v1/job/" + job + "/allocations").ok().json().get(0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<Thread> clients(Map<String, Long> acknowledged, AtomicBoolean stop) {
    List<Thread> threads = new ArrayList<>();
    for (int c = 0; c < CLIENTS; c++) {
      int client = c;
      threads.add(
          Thread.startVirtualThread(
              () -> {
                for (int n = 0; !stop.get(); n++) {
                  String id = "c%d-%d".formatted(client, n);
                  Agent member = members.get((client + n) % members.size());
                  try {
                    Http.Answer answer =
                        member.http().put("/v1/jobs", Jobs.request(Jobs.unplaceable(id)));
                    if (answer.status() == 200) {
                      acknowledged.put(id, answer.index());
                    }
                  } catch (IOException gone) {
                    continue; // Not acknowledged; the next member is asked.
                  }
                }
              }));
    }
    return threads;
  }

  private static Set<String> jobs(Agent member) throws IOException {
    return Set.copyOf(member.http().get("/v1/jobs").ok().json().findValuesAsText("ID"));
  }

  private static Set<String> staleJobs(Agent member) throws IOException {
    return member.http().get("/v1/jobs?stale").json().findValuesAsText("ID").stream()
        .collect(Collectors.toSet());
  }
}
