package io.drover.sidecar.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Node;
import io.drover.contract.node.v1.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Simulated nodes behave towards a control plane as nodes do. */
final class FleetTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<String> problems = new CopyOnWriteArrayList<>();
  private ServerOfMany server;

  @BeforeEach
  void listen() throws Exception {
    server = new ServerOfMany();
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  private Fleet fleet(String... flags) {
    List<String> all = new ArrayList<>(List.of("-servers", server.address()));
    all.addAll(List.of(flags));
    return Fleet.start(OptionParser.parse(all.toArray(String[]::new)), problems::add);
  }

  private void awaitOpen(int sessions) {
    await().atMost(PATIENCE).until(() -> server.open() == sessions);
  }

  private void awaitStatus(String allocation, String status) {
    await().atMost(PATIENCE).until(() -> server.status(allocation).equals(status));
  }

  private static String job(String type, String config) {
    return "{'ID':'j','Name':'j','Type':'%s','TaskGroups':[{'Name':'g','Count':1,".formatted(type)
        + "'Update':{'HealthCheck':'checks','MinHealthyTime':200000000},"
        + "'Tasks':[{'Name':'t','Driver':'mock_driver','Config':%s}]}]}".formatted(config);
  }

  @Test
  void everyNodeIsAMachineOfItsOwn() {
    try (Fleet fleet =
        fleet("-nodes=300", "-classes=3", "-datacenters=dc1,dc2", "-name-prefix=rack-")) {
      awaitOpen(300);
      await().atMost(PATIENCE).until(() -> fleet.counts().connected() == 300);
      assertThat(server.nodes().values().stream().map(Node::id))
          .hasSize(300)
          .doesNotHaveDuplicates();
      assertThat(server.nodes().values().stream().map(Node::httpAddr)).doesNotHaveDuplicates();
      Node first = server.nodes().get("rack-00001");
      Node second = server.nodes().get("rack-00002");
      assertThat(first.nodePool()).isEqualTo("default");
      assertThat(first.nodeClass()).isEqualTo("class-1");
      assertThat(second.nodeClass()).isEqualTo("class-2");
      assertThat(second.datacenter()).isEqualTo("dc2");
      assertThat(first.attributes()).containsEntry("kernel.name", "linux");
      assertThat(first.drivers().values()).allMatch(driver -> driver.healthy());
      assertThat(first.drivers()).containsKeys("mock_driver", "raw_exec", "exec", "docker");
      assertThat(first.nodeResources().nodeNetworks().getFirst().mode()).isEqualTo("host");
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void anAllocationRunsIsHealthyIsStoppedAndForgotten() throws Exception {
    try (Fleet fleet = fleet("-nodes=2", "-start-delay=50ms")) {
      awaitOpen(2);
      server.want("sim-00001", "a", job("service", "{}"));
      awaitStatus("a", "running");
      await().atMost(PATIENCE).until(() -> server.health("a").contains("\"Healthy\":true"));
      assertThat(fleet.counts().of(ClientStatus.RUNNING)).isEqualTo(1);
      assertThat(fleet.counts().starts()).isEqualTo(1);

      server.stop("sim-00001", "a");
      awaitStatus("a", "complete");
      assertThat(server.tasks("a"))
          .contains("\"dead\"", "Killed")
          .doesNotContain("\"Failed\":true");

      server.purge("sim-00001", "a");
      await().atMost(PATIENCE).until(() -> fleet.counts().of(ClientStatus.COMPLETE) == 0);
    }
  }

  @Test
  void aTaskEndsAsItsConfigurationSays() throws Exception {
    try (Fleet fleet = fleet("-nodes=1", "-run-for=100ms")) {
      awaitOpen(1);
      server.want("sim-00001", "good", job("batch", "{'run_for':'100ms'}"));
      server.want("sim-00001", "bad", job("batch", "{'run_for':'100ms','exit_code':3}"));
      server.want("sim-00001", "silent", job("batch", "{'command':'/bin/true'}"));
      server.want("sim-00001", "service", job("service", "{}"));
      awaitStatus("good", "complete");
      awaitStatus("bad", "failed");
      awaitStatus("silent", "complete");
      awaitStatus("service", "running");
      assertThat(server.tasks("bad")).contains("Exit Code: 3", "\"Failed\":true");
      assertThat(fleet.counts().of(ClientStatus.FAILED)).isEqualTo(1);
    }
  }

  @Test
  void theSeedDecidesWhichAllocationsFail() throws Exception {
    Set<String> first = failed("7");
    assertThat(first).hasSizeBetween(20, 100);
    assertThat(failed("7")).isEqualTo(first);
    assertThat(failed("8")).isNotEqualTo(first);
  }

  private Set<String> failed(String seed) throws Exception {
    List<String> ids =
        IntStream.range(0, 200).mapToObj(number -> new UUID(1, number).toString()).toList();
    try (ServerOfMany own = new ServerOfMany()) {
      for (String id : ids) {
        own.want("sim-00001", id, job("service", "{}"));
      }
      SimulateOptions options =
          OptionParser.parse(
              "-nodes=1", "-servers", own.address(), "-failure-rate", "0.3", "-seed", seed);
      try (Fleet fleet = Fleet.start(options, problems::add)) {
        await()
            .atMost(PATIENCE)
            .until(() -> ids.stream().allMatch(id -> own.status(id).matches("running|failed")));
        assertThat(fleet.counts().of(ClientStatus.PENDING)).isZero();
      }
      return ids.stream()
          .filter(id -> own.status(id).equals("failed"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void lostSessionsAreOpenedAgainAndEverythingIsToldAnew() throws Exception {
    try (Fleet fleet = fleet("-nodes=20")) {
      awaitOpen(20);
      server.want("sim-00003", "a", job("service", "{}"));
      awaitStatus("a", "running");
      server.restart();
      awaitOpen(20);
      awaitStatus("a", "running");
      assertThat(fleet.counts().starts()).as("it went on and did not start again").isEqualTo(1);
      await().atMost(PATIENCE).until(() -> fleet.counts().connected() == 20);
    }
  }

  @Test
  void aRedirectIsFollowed() throws Exception {
    try (ServerOfMany leader = new ServerOfMany()) {
      server.refuse(
          Refused.newBuilder()
              .setReason("not the leader")
              .setRetry(true)
              .setLeader(leader.address())
              .build());
      try (Fleet fleet = fleet("-nodes=10")) {
        await().atMost(PATIENCE).until(() -> leader.open() == 10);
        await().atMost(PATIENCE).until(() -> fleet.counts().connected() == 10);
      }
    }
  }

  @Test
  void aNodeThatIsRefusedForGoodStaysAwayAndIsTold() {
    server.refuse(Refused.newBuilder().setReason("wrong secret").setRetry(false).build());
    try (Fleet fleet = fleet("-nodes=3")) {
      await().atMost(PATIENCE).until(() -> fleet.counts().refusedNodes() == 3);
      assertThat(problems).hasSize(3).allMatch(text -> text.contains("wrong secret"));
    }
  }

  @Test
  void nodesFallSilentWithTheirSessionsOpen() {
    try (Fleet fleet = fleet("-nodes=10", "-vanish=4@1s")) {
      awaitOpen(10);
      await().atMost(PATIENCE).until(() -> fleet.counts().vanishedNodes() == 4);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                List<Integer> before = beats();
                // Time for several heartbeats of each that still sends them.
                await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
                List<Integer> after = beats();
                return IntStream.range(0, 10)
                        .filter(node -> before.get(node).equals(after.get(node)))
                        .count()
                    == 4;
              });
      assertThat(server.open()).isEqualTo(10);
      assertThat(fleet.counts().connected()).isEqualTo(6);
    }
  }

  private List<Integer> beats() {
    return IntStream.rangeClosed(1, 10)
        .mapToObj(number -> server.heartbeats("sim-%05d".formatted(number)))
        .toList();
  }

  @Test
  void lostHeartbeatsAreNeverSent() {
    try (Fleet fleet = fleet("-nodes=4", "-heartbeat-loss=1")) {
      awaitOpen(4);
      await().pollDelay(Duration.ofSeconds(1)).until(() -> fleet.counts().connected() == 4);
      assertThat(server.nodes().keySet()).allMatch(name -> server.heartbeats(name) == 0);
    }
  }
}
