package io.drover.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.schedule.Fixtures;
import io.drover.schedule.Harness;
import io.drover.schedule.InMemoryCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many nodes fall silent at once, on a clock that only moves when it is told to. */
class NodeStormTest {

  private static final int NODES = 5_000;
  private static final int LOST = 1_000;
  private static final int JOBS = 10;
  private static final int COUNT = 250;
  private static final Heartbeats.Times TIMES =
      new Heartbeats.Times(
          Duration.ofSeconds(10), Duration.ofSeconds(10), 50, Duration.ofSeconds(300));

  private final Harness harness = new Harness(7);
  private final InMemoryCluster cluster = harness.cluster;
  private final List<NodeId> nodes = new ArrayList<>();
  private final List<JobSpec> jobs = new ArrayList<>();
  private long now;
  private final Heartbeats heartbeats = new Heartbeats(TIMES, cluster, () -> now, () -> NODES);

  private void startCluster() {
    for (int i = 0; i < NODES; i++) {
      Node node = Fixtures.node("n" + i);
      NodeId id = new NodeId("00000000-0000-4000-8000-%012d".formatted(i));
      cluster.add(node.withId(id));
      nodes.add(id);
    }
    for (int i = 0; i < JOBS; i++) {
      JobSpec job = Fixtures.service("j" + i, COUNT);
      harness.run(job);
      cluster.running(job).forEach(a -> cluster.report(a, ClientStatus.RUNNING));
      jobs.add(job);
    }
    cluster.register(Fixtures.job("sys", JobType.SYSTEM, 1));
  }

  @Test
  void aFifthOfFiveThousandIsGivenUpInAFewCommitsAndEachJobIsEvaluatedOnceACommit() {
    startCluster();
    heartbeats.start(cluster.snapshot());
    nodes.forEach(heartbeats::heard);
    now += Duration.ofSeconds(60).toNanos();
    nodes.subList(LOST, NODES).forEach(heartbeats::heard);
    long before = cluster.snapshot().index();
    now += Duration.ofSeconds(51).toNanos(); // 5,000 at 50 a second: 100 s, and 10 s of grace.
    heartbeats.check();
    heartbeats.check();

    assertThat(cluster.snapshot().index() - before).as("commits").isEqualTo(2);
    assertThat(nodes.subList(0, LOST))
        .allMatch(id -> cluster.snapshot().node(id).status() == NodeStatus.DOWN);
    assertThat(nodes.subList(LOST, NODES))
        .allMatch(id -> cluster.snapshot().node(id).status() == NodeStatus.READY);
    for (JobSpec job : jobs) {
      assertThat(updates(job)).hasSizeBetween(1, 2);
    }
    assertThat(updates(Fixtures.job("sys", JobType.SYSTEM, 1))).hasSize(2);
  }

  @Test
  void whatTheyRanRunsElsewhereAfterThat() {
    startCluster();
    heartbeats.start(cluster.snapshot());
    nodes.subList(LOST, NODES).forEach(heartbeats::heard);
    now += Duration.ofSeconds(301).toNanos();
    nodes.subList(LOST, NODES).forEach(heartbeats::heard);
    heartbeats.check();
    jobs.forEach(job -> updates(job).forEach(harness::process));
    for (JobSpec job : jobs) {
      List<Allocation> running = cluster.running(job);
      assertThat(running).hasSize(COUNT);
      assertThat(running)
          .allMatch(a -> cluster.snapshot().node(a.nodeId()).status() == NodeStatus.READY);
    }
  }

  private List<Evaluation> updates(JobSpec job) {
    return cluster.snapshot().evaluationsOf(job.key()).stream()
        .filter(e -> e.triggeredBy() == EvalTrigger.NODE_UPDATE)
        .filter(e -> e.status() == EvalStatus.PENDING)
        .toList();
  }
}
