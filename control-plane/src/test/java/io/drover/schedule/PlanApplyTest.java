package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.command.SubmitPlan;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.DesiredTransition;
import io.drover.contract.model.Eligibility;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.event.AllocationsMarked;
import io.drover.event.NodePurged;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Plans that meet a state that is newer than theirs. */
class PlanApplyTest {
  private final Harness harness = new Harness();
  private final InMemoryCluster cluster = harness.cluster;
  private final Node node = Fixtures.node("n");

  /** Plans for the job, lets something happen, hands the plan in. */
  private PlanResult late(JobSpec job, Consumer<Evaluation> meanwhile) {
    harness.rejectPlans();
    Evaluation evaluation = cluster.register(job);
    harness.process(evaluation);
    Plan plan = harness.plans.getFirst();
    cluster.apply(
        List.of(new io.drover.event.EvaluationsUpdated(List.of(evaluation)))); // Open again.
    meanwhile.accept(evaluation);
    return cluster.submit(new SubmitPlan(plan)).toCompletableFuture().join();
  }

  private void refusedBecause(String reason, Runnable meanwhile) {
    cluster.add(node);
    PlanResult result = late(Fixtures.service("web", 1), e -> meanwhile.run());

    assertThat(result.refused()).isEqualTo(Map.of(node.id(), reason));
    assertThat(result.whole()).isFalse();
    assertThat(result.refreshIndex()).isEqualTo(cluster.snapshot().index());
    assertThat(cluster.snapshot().allocations().size()).isZero();
  }

  @Test
  void theNodeIsGone() {
    refusedBecause("node does not exist", () -> cluster.apply(List.of(new NodePurged(node.id()))));
  }

  @Test
  void theNodeIsDown() {
    refusedBecause(
        "node is not ready for placements", () -> cluster.status(node.id(), NodeStatus.DOWN));
  }

  @Test
  void theNodeIsDisconnected() {
    refusedBecause(
        "node is disconnected and contains invalid updates",
        () -> cluster.status(node.id(), NodeStatus.DISCONNECTED));
  }

  @Test
  void theNodeIsIneligible() {
    refusedBecause(
        "node is not eligible",
        () -> {
          cluster.apply(List.of(new NodePurged(node.id()))); // Else it keeps its eligibility.
          cluster.add(node.withSchedulingEligibility(Eligibility.INELIGIBLE));
        });
  }

  @Test
  void theNodeIsSmallerNow() {
    refusedBecause("cpu", () -> cluster.add(Fixtures.node("n", 100, 8192)));
    // Not even a stop is lost, and the evaluation is not told to be complete.
    assertThat(cluster.snapshot().evaluations().rows())
        .extracting(Evaluation::status)
        .doesNotContain(EvalStatus.COMPLETE);
  }

  @Test
  void whatFitsIsCommitted() {
    cluster.add(node, Fixtures.node("other"));
    JobSpec job =
        Fixtures.changed(
            Fixtures.service("web", 2), g -> g.withNetworks(List.of(Fixtures.network(80, 0))));

    PlanResult result = late(job, e -> cluster.status(node.id(), NodeStatus.DOWN));

    assertThat(result.placed()).hasSize(1);
    assertThat(cluster.running(job)).extracting(Allocation::nodeName).containsExactly("other");
  }

  @Test
  void allAtOnceIsAllOrNothing() {
    cluster.add(node, Fixtures.node("other"));
    JobSpec job =
        Fixtures.changed(
                Fixtures.service("web", 2), g -> g.withNetworks(List.of(Fixtures.network(80, 0))))
            .withAllAtOnce(true);

    PlanResult result = late(job, e -> cluster.status(node.id(), NodeStatus.DOWN));

    assertThat(result.placed()).isEmpty();
    assertThat(cluster.running(job)).isEmpty();
  }

  @Test
  void theOldOneRunsOnIfItsReplacementIsRefused() {
    cluster.add(node);
    JobSpec job = Fixtures.service("web", 1);
    harness.run(job);
    harness.plans.clear();
    JobSpec bigger = Fixtures.changed(job, g -> Fixtures.using(g, 3000, 256));

    PlanResult result = late(bigger, e -> cluster.add(Fixtures.node("n", 2000, 8192)));

    assertThat(result.stopped()).isZero();
    assertThat(cluster.running(job)).hasSize(1);
  }

  @Test
  void aMarkThatCameInTheMeantimeStays() {
    cluster.add(node);
    JobSpec job = Fixtures.service("web", 1);
    harness.run(job);
    harness.plans.clear();
    Allocation before = cluster.running(job).getFirst();

    late(
        job.withPriority(60),
        e ->
            cluster.apply(
                List.of(
                    new AllocationsMarked(
                        Map.of(before.id().value(), new DesiredTransition(true, null, null, null)),
                        1))));

    Allocation after = cluster.snapshot().allocation(before.id());
    assertThat(after.jobRef().version()).isEqualTo(1);
    assertThat(after.desiredTransition().migrate()).isTrue();
  }

  @Test
  void aPlanForAnEvaluationThatIsDoneIsRefused() {
    cluster.add(node);
    harness.run(Fixtures.service("web", 1));

    assertThatThrownBy(
            () -> cluster.submit(new SubmitPlan(harness.lastPlan())).toCompletableFuture().join())
        .hasMessageContaining("is not open any more");
    assertThat(cluster.snapshot().allocations().size()).isEqualTo(1);
  }
}
