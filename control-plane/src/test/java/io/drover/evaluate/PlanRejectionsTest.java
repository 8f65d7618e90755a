package io.drover.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.command.TakeOutNode;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Eligibility;
import io.drover.contract.model.Node;
import io.drover.schedule.Fixtures;
import io.drover.schedule.InMemoryCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a node for which plans are refused takes no more work. */
class PlanRejectionsTest {
  private final InMemoryCluster cluster = new InMemoryCluster(1);
  private final PlanRejections rejections =
      new PlanRejections(new PlanRejections.Settings(true, 3, Duration.ofMinutes(5)), cluster);
  private static final NodeId NODE = new NodeId("n");

  private void pass(Duration time) {
    cluster.moveTo(cluster.instant().plus(time));
  }

  @Test
  void asManyRefusalsInTheWindowAsTheThresholdSays() {
    assertThat(rejections.note(List.of(NODE))).isEmpty();
    assertThat(rejections.note(List.of(NODE, new NodeId("other")))).isEmpty();
    assertThat(rejections.note(List.of(NODE))).containsExactly(NODE);
  }

  @Test
  void refusalsOfLongAgoDoNotCount() {
    rejections.note(List.of(NODE));
    rejections.note(List.of(NODE));
    pass(Duration.ofMinutes(6));

    assertThat(rejections.note(List.of(NODE))).isEmpty();
  }

  @Test
  void switchedOffNothingIsCounted() {
    PlanRejections off = new PlanRejections(PlanRejections.Settings.DEFAULT, cluster);

    for (int i = 0; i < 1_000; i++) {
      assertThat(off.note(List.of(NODE))).isEmpty();
    }
  }

  @Test
  void notTheWholeClusterIsTakenOutAtOnce() {
    int out = 0;
    for (int node = 0; node < 40; node++) {
      for (int i = 0; i < 3; i++) {
        out += rejections.note(List.of(new NodeId("n" + node))).size();
      }
    }
    assertThat(out).isEqualTo(10);

    pass(Duration.ofHours(2));
    for (int i = 0; i < 3; i++) {
      out += rejections.note(List.of(NODE)).size();
    }
    assertThat(out).isEqualTo(11);
  }

  @Test
  void aNodeThatIsTakenOutSaysWhy() {
    Node node = Fixtures.node("n");
    cluster.add(node);

    assertThat(cluster.submit(new TakeOutNode(node.id())).toCompletableFuture().join()).isTrue();

    Node now = cluster.snapshot().node(node.id());
    assertThat(now.schedulingEligibility()).isEqualTo(Eligibility.INELIGIBLE);
    assertThat(now.events().getLast().message()).contains("plan rejections");
    assertThat(cluster.submit(new TakeOutNode(node.id())).toCompletableFuture().join()).isFalse();
  }
}
