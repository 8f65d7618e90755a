package io.drover.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.command.RegisterNode;
import io.drover.command.Unavailable;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Eligibility;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeBuilder;
import io.drover.contract.model.NodeStatus;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {

  private static final Heartbeats.Times TIMES =
      new Heartbeats.Times(
          Duration.ofSeconds(10), Duration.ofSeconds(10), 50, Duration.ofSeconds(300));

  private final DirectCommands commands = new DirectCommands();
  private long now;
  private int nodes = 1;
  private final Heartbeats heartbeats = new Heartbeats(TIMES, commands, () -> now, () -> nodes);

  static Node node(String id) {
    return NodeBuilder.builder()
        .id(new NodeId(id))
        .secretId("secret of " + id)
        .name(id)
        .datacenter("dc1")
        .nodePool("default")
        .attributes(Map.of("kernel.name", "linux"))
        .status(NodeStatus.READY)
        .schedulingEligibility(Eligibility.ELIGIBLE)
        .build();
  }

  @BeforeEach
  void oneNode() {
    commands.submit(new RegisterNode(node("n1")));
    heartbeats.start(commands.store.current());
  }

  private NodeStatus status() {
    return commands.store.current().node(new NodeId("n1")).status();
  }

  private void pass(Duration time) {
    now += time.toNanos();
    heartbeats.check();
  }

  @Test
  void aNodeThatSendsItsHeartbeatsStaysReady() {
    for (int i = 0; i < 10; i++) {
      heartbeats.heard(new NodeId("n1"));
      pass(Duration.ofSeconds(19));
    }
    assertThat(status()).isEqualTo(NodeStatus.READY);
  }

  @Test
  void aSilentNodeIsDownAfterTimeToLiveAndGrace() {
    heartbeats.heard(new NodeId("n1"));
    pass(Duration.ofSeconds(20));
    assertThat(status()).isEqualTo(NodeStatus.READY);
    pass(Duration.ofNanos(1));
    assertThat(status()).isEqualTo(NodeStatus.DOWN);
    assertThat(commands.store.current().node(new NodeId("n1")).events())
        .extracting(e -> e.message())
        .containsExactly("Node registered", "Node heartbeat missed");
  }

  @Test
  void aNewLeaderGivesEveryNodeTheFailoverTime() {
    pass(Duration.ofSeconds(300));
    assertThat(status()).isEqualTo(NodeStatus.READY);
    pass(Duration.ofNanos(1));
    assertThat(status()).isEqualTo(NodeStatus.DOWN);
  }

  @Test
  void whoDoesNotLeadMarksNothing() {
    heartbeats.heard(new NodeId("n1"));
    heartbeats.stop();
    pass(Duration.ofHours(1));
    assertThat(status()).isEqualTo(NodeStatus.READY);
  }

  @Test
  void whatCouldNotBeMarkedIsTriedAgain() {
    heartbeats.heard(new NodeId("n1"));
    commands.unavailable = new Unavailable("no leader");
    pass(Duration.ofSeconds(21));
    assertThat(status()).isEqualTo(NodeStatus.READY);
    commands.unavailable = null;
    pass(Duration.ofNanos(1));
    assertThat(status()).isEqualTo(NodeStatus.DOWN);
  }

  @Test
  void withManyNodesTheTimeToLiveGrows() {
    assertThat(heartbeats.heard(new NodeId("n1"))).isEqualTo(Duration.ofSeconds(10));
    nodes = 5_000;
    assertThat(heartbeats.heard(new NodeId("n1"))).isEqualTo(Duration.ofSeconds(100));
  }
}
