package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Constraint;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.NodeStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SystemSchedulerTest {
  private final Harness harness = new Harness();
  private final InMemoryCluster cluster = harness.cluster;
  private final JobSpec job = Fixtures.job("sys", JobType.SYSTEM, 1);

  @BeforeEach
  void nodes() {
    cluster.add(Fixtures.node("a"), Fixtures.node("b"), Fixtures.node("small", 600, 512));
  }

  @Test
  void runsOncePerNode() {
    Evaluation done = harness.run(job);

    assertThat(cluster.running(job)).extracting(Allocation::name).containsOnly("sys.g[0]");
    assertThat(cluster.running(job))
        .extracting(Allocation::nodeName)
        .containsExactlyInAnyOrder("a", "b", "small");
    assertThat(done.queuedAllocations()).isEqualTo(Map.of("g", 0));
    assertThat(cluster.running(job).getFirst().metrics().scoreMetaData().getFirst().scores())
        .containsOnlyKeys("binpack");
  }

  @Test
  void comesToANewNode() {
    harness.run(job);
    cluster.add(Fixtures.node("late"));

    harness.run(job, EvalTrigger.NODE_UPDATE);

    assertThat(cluster.running(job)).hasSize(4);
    assertThat(harness.lastPlan().placements()).hasSize(1);
  }

  @Test
  void isLostWithItsNodeAndNotReplacedElsewhere() {
    harness.run(job);
    cluster.status(Fixtures.node("a").id(), NodeStatus.DOWN);

    harness.run(job, EvalTrigger.NODE_UPDATE);

    assertThat(cluster.running(job)).hasSize(2);
    assertThat(cluster.all(job)).filteredOn(a -> a.clientStatus() == ClientStatus.LOST).hasSize(1);
  }

  @Test
  void aNodeThatARuleLeavesOutIsNoFailure() {
    Evaluation done =
        harness.run(job.withConstraints(List.of(new Constraint("${node.unique.name}", "a", "="))));

    assertThat(cluster.running(job)).hasSize(1);
    assertThat(done.failedTgAllocs()).isEmpty();
  }

  @Test
  void leftOutEverywhereIsAFailureWithoutABlockedEvaluation() {
    Evaluation done =
        harness.run(job.withConstraints(List.of(new Constraint("${node.class}", "x", "="))));

    assertThat(done.status()).isEqualTo(EvalStatus.COMPLETE);
    assertThat(done.failedTgAllocs().get("g").nodesFiltered()).isEqualTo(3);
    assertThat(done.queuedAllocations()).isEqualTo(Map.of("g", 0));
    assertThat(done.blockedEval()).isNull();
  }

  @Test
  void aFullNodeBlocks() {
    Evaluation done = harness.run(Fixtures.changed(job, g -> Fixtures.using(g, 700, 64)));

    assertThat(cluster.running(job)).hasSize(2);
    assertThat(done.queuedAllocations()).isEqualTo(Map.of("g", 1));
    assertThat(cluster.snapshot().evaluation(done.blockedEval()).status())
        .isEqualTo(EvalStatus.BLOCKED);
  }

  @Test
  void aNewVersionReplacesOrUpdatesInPlace() {
    harness.run(job);
    List<?> ids = cluster.running(job).stream().map(Allocation::id).toList();

    harness.run(job.withPriority(60));
    assertThat(cluster.running(job)).extracting(Allocation::id).isEqualTo(ids);

    harness.run(Fixtures.changed(job, g -> Fixtures.using(g, 400, 64)));
    assertThat(cluster.running(job)).hasSize(3);
    assertThat(cluster.running(job))
        .extracting(Allocation::id)
        .doesNotContainAnyElementsOf(
            cluster.all(job).stream().filter(Allocation::terminal).map(Allocation::id).toList());
  }

  @Test
  void aSystemAllocationThatEndedIsStartedAgainASysbatchOneIsNot() {
    JobSpec once = Fixtures.job("once", JobType.SYSBATCH, 1);
    harness.run(job);
    harness.run(once);
    cluster.running(job).forEach(a -> cluster.report(a, ClientStatus.COMPLETE));
    cluster.running(once).forEach(a -> cluster.report(a, ClientStatus.COMPLETE));

    harness.run(job, EvalTrigger.NODE_UPDATE);
    harness.run(once, EvalTrigger.NODE_UPDATE);

    assertThat(cluster.running(job)).hasSize(3);
    assertThat(cluster.running(once)).isEmpty();
  }
}
