package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.command.DeregisterJob;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Constraint;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.DesiredTransition;
import io.drover.contract.model.EphemeralDisk;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.model.ReschedulePolicy;
import io.drover.event.AllocationsMarked;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GenericSchedulerTest {
  private final Harness harness = new Harness();
  private final InMemoryCluster cluster = harness.cluster;

  private void nodes(int count) {
    IntStream.range(0, count).forEach(i -> cluster.add(Fixtures.node("n" + i)));
  }

  private static ReschedulePolicy policy(int attempts, Duration delay) {
    return new ReschedulePolicy(
        attempts, Duration.ofHours(1), delay, "constant", Duration.ZERO, false);
  }

  @Test
  void placesAsManyAsCountedUnderTheLowestNames() {
    nodes(3);
    JobSpec job = Fixtures.service("web", 5);

    Evaluation done = harness.run(job);

    assertThat(cluster.running(job))
        .extracting(Allocation::name)
        .containsExactly("web.g[0]", "web.g[1]", "web.g[2]", "web.g[3]", "web.g[4]");
    assertThat(done.status()).isEqualTo(EvalStatus.COMPLETE);
    assertThat(done.queuedAllocations()).isEqualTo(Map.of("g", 0));
    assertThat(harness.plans).hasSize(1);
    // Placement and completion are one commit.
    assertThat(done.modifyIndex()).isEqualTo(cluster.running(job).getFirst().createIndex());
  }

  @Test
  void doesNothingWhenAllIsWell() {
    nodes(1);
    JobSpec job = Fixtures.service("web", 2);
    harness.run(job);

    Evaluation again = harness.run(job, EvalTrigger.NODE_UPDATE);

    assertThat(harness.plans).hasSize(1);
    assertThat(again.status()).isEqualTo(EvalStatus.COMPLETE);
    assertThat(harness.updated).hasSize(1);
  }

  @Test
  void stopsTheHighestIndexesWhenCountShrinks() {
    nodes(2);
    harness.run(Fixtures.service("web", 5));
    JobSpec smaller = Fixtures.service("web", 2);

    harness.run(smaller);

    assertThat(cluster.running(smaller))
        .extracting(Allocation::name)
        .containsExactly("web.g[0]", "web.g[1]");
    assertThat(cluster.all(smaller).getLast().desiredDescription())
        .isEqualTo("alloc not needed due to job update");
  }

  @Test
  void fillsTheLowestFreeNameFirst() {
    nodes(2);
    JobSpec job = Fixtures.service("web", 3);
    harness.run(job);
    Allocation second = cluster.running(job).get(1);
    cluster.report(second, ClientStatus.COMPLETE);

    harness.run(job, EvalTrigger.NODE_UPDATE);

    assertThat(cluster.running(job)).extracting(Allocation::index).containsExactly(0, 1, 2);
  }

  @Test
  void stopsEverythingOfAStoppedJob() {
    nodes(1);
    JobSpec job = Fixtures.service("web", 3);
    harness.run(job);
    var answer =
        cluster.submit(new DeregisterJob(job.key(), false, false, 0)).toCompletableFuture().join();

    Evaluation done =
        harness.process(
            cluster.snapshot().evaluation(new io.drover.contract.ids.EvalId(answer.evalId())));

    assertThat(cluster.running(job)).isEmpty();
    assertThat(cluster.all(job))
        .allSatisfy(
            a -> {
              assertThat(a.desiredStatus()).isEqualTo(DesiredStatus.STOP);
              assertThat(a.desiredDescription()).isEqualTo("alloc not needed due to job update");
            });
    assertThat(done.queuedAllocations()).isEqualTo(Map.of("g", 0));
  }

  @Test
  void stopsEverythingOfAPurgedJob() {
    nodes(1);
    JobSpec job = Fixtures.service("web", 3);
    harness.run(job);
    var answer =
        cluster.submit(new DeregisterJob(job.key(), true, false, 0)).toCompletableFuture().join();

    harness.process(
        cluster.snapshot().evaluation(new io.drover.contract.ids.EvalId(answer.evalId())));

    assertThat(cluster.running(job)).isEmpty();
  }

  @Test
  void replacesWhatWasOnANodeThatIsDown() {
    nodes(2);
    JobSpec job = Fixtures.service("web", 2);
    harness.run(job);
    Allocation victim = cluster.running(job).getFirst();
    cluster.status(victim.nodeId(), NodeStatus.DOWN);

    harness.run(job, EvalTrigger.NODE_UPDATE);

    Allocation lost = cluster.snapshot().allocation(victim.id());
    assertThat(lost.clientStatus()).isEqualTo(ClientStatus.LOST);
    assertThat(lost.desiredDescription()).isEqualTo("alloc is lost since its node is down");
    assertThat(cluster.running(job)).hasSize(2);
    Allocation replacement = cluster.snapshot().allocation(lost.nextAllocation());
    assertThat(replacement.name()).isEqualTo(victim.name());
    assertThat(replacement.nodeId()).isNotEqualTo(victim.nodeId());
  }

  @Test
  void movesWhatIsMarkedToMigrate() {
    nodes(2);
    JobSpec job = Fixtures.service("web", 1);
    harness.run(job);
    Allocation moving = cluster.running(job).getFirst();
    cluster.apply(
        List.of(
            new AllocationsMarked(
                Map.of(moving.id().value(), new DesiredTransition(true, null, null, null)), 1)));

    harness.run(job, EvalTrigger.NODE_DRAIN);

    assertThat(cluster.snapshot().allocation(moving.id()).desiredDescription())
        .isEqualTo("alloc is being migrated");
    assertThat(cluster.running(job)).extracting(Allocation::name).containsExactly("web.g[0]");
  }

  @Test
  void updatesInPlaceWhatNeedsNoRestart() {
    nodes(1);
    JobSpec job = Fixtures.service("web", 2);
    harness.run(job);
    List<Allocation> before = cluster.running(job);
    JobSpec other = job.withPriority(70);

    harness.run(other);

    List<Allocation> after = cluster.running(job);
    assertThat(after)
        .extracting(Allocation::id)
        .isEqualTo(before.stream().map(Allocation::id).toList());
    assertThat(after).extracting(a -> a.jobRef().version()).containsOnly(1L);
    assertThat(harness.lastPlan().stops()).isEmpty();
  }

  @Test
  void replacesWhatNeedsARestart() {
    nodes(1);
    JobSpec job = Fixtures.service("web", 2);
    harness.run(job);
    JobSpec other = Fixtures.changed(job, g -> Fixtures.using(g, 600, 256));

    harness.run(other);

    assertThat(harness.lastPlan().stops())
        .hasSize(2)
        .allSatisfy(
            s ->
                assertThat(s.desiredDescription())
                    .isEqualTo("alloc is being updated due to job update"));
    assertThat(cluster.running(job))
        .extracting(a -> a.allocatedResources().cpuShares())
        .containsExactly(600L, 600L);
  }

  @Test
  void keepsTheOldOneRunningWhenTheNewOneFitsNowhere() {
    nodes(1);
    JobSpec job = Fixtures.service("web", 1);
    harness.run(job);
    JobSpec tooBig = Fixtures.changed(job, g -> Fixtures.using(g, 50_000, 256));

    Evaluation done = harness.run(tooBig);

    assertThat(cluster.running(job)).hasSize(1);
    assertThat(done.queuedAllocations()).containsEntry("g", 1);
    assertThat(done.blockedEval()).isNotNull();
  }

  @Test
  void blocksWhatDoesNotFit() {
    nodes(2);
    JobSpec job = Fixtures.changed(Fixtures.service("web", 5), g -> Fixtures.using(g, 3000, 256));

    Evaluation done = harness.run(job);

    assertThat(cluster.running(job)).hasSize(2);
    assertThat(done.queuedAllocations()).containsEntry("g", 3);
    assertThat(done.failedTgAllocs().get("g").coalescedFailures()).isEqualTo(2);
    assertThat(done.failedTgAllocs().get("g").dimensionExhausted()).containsEntry("cpu", 2);
    Evaluation blocked = cluster.snapshot().evaluation(done.blockedEval());
    assertThat(blocked.status()).isEqualTo(EvalStatus.BLOCKED);
    assertThat(blocked.statusDescription()).isEqualTo("created to place remaining allocations");
    assertThat(blocked.triggeredBy()).isEqualTo(EvalTrigger.QUEUED_ALLOCS);
    assertThat(blocked.previousEval()).isEqualTo(done.id());
    assertThat(blocked.classEligibility()).hasSize(1).containsValue(true);
    assertThat(blocked.escapedComputedClass()).isFalse();
  }

  @Test
  void reblocksWhatStillDoesNotFitAndCompletesWhatDoes() {
    nodes(1);
    JobSpec job = Fixtures.changed(Fixtures.service("web", 3), g -> Fixtures.using(g, 3000, 256));
    Evaluation first = harness.run(job);
    Evaluation blocked = cluster.snapshot().evaluation(first.blockedEval());

    cluster.add(Fixtures.node("second"));
    Evaluation again = harness.process(blocked);
    assertThat(again.status()).isEqualTo(EvalStatus.BLOCKED);
    assertThat(again.queuedAllocations()).containsEntry("g", 1);
    assertThat(cluster.running(job)).hasSize(2);

    Evaluation third = harness.process(again);
    assertThat(third.status()).isEqualTo(EvalStatus.BLOCKED);
    assertThat(harness.reblocked).hasSize(1);

    cluster.add(Fixtures.node("third"));
    assertThat(harness.process(third).status()).isEqualTo(EvalStatus.COMPLETE);
    assertThat(cluster.running(job)).hasSize(3);
  }

  @Test
  void aConstraintOnSomethingUniqueEscapesTheClasses() {
    nodes(2);
    JobSpec job =
        Fixtures.service("web", 1)
            .withConstraints(List.of(new Constraint("${node.unique.name}", "nowhere", "=")));

    Evaluation done = harness.run(job);

    Evaluation blocked = cluster.snapshot().evaluation(done.blockedEval());
    assertThat(blocked.escapedComputedClass()).isTrue();
    assertThat(blocked.classEligibility()).isEmpty();
    assertThat(done.failedTgAllocs().get("g").constraintFiltered())
        .containsEntry("${node.unique.name} = nowhere", 2);
  }

  @Test
  void oneNodeAnswersForItsClass() {
    nodes(3);
    JobSpec job =
        Fixtures.service("web", 1)
            .withConstraints(List.of(new Constraint("${attr.kernel.name}", "plan9", "=")));

    Evaluation done = harness.run(job);

    assertThat(done.failedTgAllocs().get("g").constraintFiltered())
        .containsEntry("${attr.kernel.name} = plan9", 1)
        .containsEntry("computed class ineligible", 2);
  }

  @Test
  void givesUpAfterFiveRefusedPlansAndBlocks() {
    nodes(1);
    harness.rejectPlans();
    JobSpec job = Fixtures.service("web", 1);

    Evaluation done = harness.run(job);

    assertThat(harness.plans).hasSize(5);
    assertThat(done.status()).isEqualTo(EvalStatus.FAILED);
    assertThat(done.statusDescription()).isEqualTo("maximum attempts reached (5)");
    assertThat(harness.created)
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.triggeredBy()).isEqualTo(EvalTrigger.MAX_PLAN_ATTEMPTS);
              assertThat(e.statusDescription()).isEqualTo("created due to placement conflicts");
            });
  }

  @Test
  void batchGivesUpAfterTwo() {
    nodes(1);
    harness.rejectPlans();

    harness.run(Fixtures.job("batch", JobType.BATCH, 1));

    assertThat(harness.plans).hasSize(2);
  }

  @Test
  void aCompletedBatchAllocationKeepsItsPlace() {
    nodes(1);
    JobSpec job = Fixtures.job("batch", JobType.BATCH, 2);
    harness.run(job);
    cluster.running(job).forEach(a -> cluster.report(a, ClientStatus.COMPLETE));

    harness.run(job, EvalTrigger.NODE_UPDATE);

    assertThat(cluster.all(job)).hasSize(2);
    assertThat(cluster.running(job)).isEmpty();
  }

  @Test
  void aNewVersionOfABatchJobRunsAgain() {
    nodes(1);
    JobSpec job = Fixtures.job("batch", JobType.BATCH, 1);
    harness.run(job);
    cluster.running(job).forEach(a -> cluster.report(a, ClientStatus.COMPLETE));

    harness.run(job.withMeta(Map.of("run", "2")));

    assertThat(cluster.running(job)).hasSize(1);
  }

  @Test
  void reschedulesAFailedOneAtOnceAwayFromItsNode() {
    nodes(2);
    JobSpec job =
        Fixtures.changed(
            Fixtures.service("web", 1), g -> g.withReschedulePolicy(policy(2, Duration.ZERO)));
    harness.run(job);
    Allocation first = cluster.running(job).getFirst();
    cluster.report(first, ClientStatus.FAILED);

    harness.run(job, EvalTrigger.ALLOC_FAILURE);

    Allocation second = cluster.running(job).getFirst();
    assertThat(second.previousAllocation()).isEqualTo(first.id());
    assertThat(second.nodeId()).isNotEqualTo(first.nodeId());
    assertThat(second.rescheduleTracker().events())
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.prevAllocId()).isEqualTo(first.id());
              assertThat(e.prevNodeId()).isEqualTo(first.nodeId());
            });
    assertThat(cluster.snapshot().allocation(first.id()).desiredDescription())
        .isEqualTo("alloc was rescheduled because it failed");
  }

  @Test
  void reschedulesLaterThroughAFollowUp() {
    nodes(1);
    JobSpec job =
        Fixtures.changed(
            Fixtures.service("web", 2),
            g -> g.withReschedulePolicy(policy(2, Duration.ofSeconds(30))));
    harness.run(job);
    cluster.running(job).forEach(a -> cluster.report(a, ClientStatus.FAILED));

    harness.run(job, EvalTrigger.ALLOC_FAILURE);

    assertThat(cluster.running(job)).isEmpty();
    Evaluation followUp = cluster.evaluations(job).getLast();
    assertThat(followUp.triggeredBy()).isEqualTo(EvalTrigger.ALLOC_FAILURE);
    assertThat(followUp.statusDescription()).isEqualTo("created for delayed rescheduling");
    assertThat(followUp.waitUntil()).isEqualTo(cluster.instant().plusSeconds(30));
    assertThat(cluster.all(job)).extracting(Allocation::followupEvalId).containsOnly(followUp.id());

    // Asked again for another reason, it does not make a second follow-up.
    harness.run(job, EvalTrigger.NODE_UPDATE);
    assertThat(cluster.evaluations(job)).filteredOn(e -> e.waitUntil() != null).hasSize(1);

    cluster.moveTo(followUp.waitUntil());
    harness.process(followUp);
    assertThat(cluster.running(job)).hasSize(2);
  }

  @Test
  void stopsReschedulingWhenAttemptsAreUsedUp() {
    nodes(1);
    JobSpec job =
        Fixtures.changed(
            Fixtures.service("web", 1), g -> g.withReschedulePolicy(policy(1, Duration.ZERO)));
    harness.run(job);
    cluster.report(cluster.running(job).getFirst(), ClientStatus.FAILED);
    harness.run(job, EvalTrigger.ALLOC_FAILURE);
    cluster.report(cluster.running(job).getFirst(), ClientStatus.FAILED);

    harness.run(job, EvalTrigger.ALLOC_FAILURE);

    assertThat(cluster.running(job)).isEmpty();
    assertThat(cluster.all(job)).hasSize(2);
  }

  @Test
  void portsOnOneNodeNeverMeet() {
    nodes(1);
    JobSpec job =
        Fixtures.changed(
            Fixtures.service("web", 6), g -> g.withNetworks(List.of(Fixtures.network(0, 3))));
    harness.run(job);

    List<Integer> ports =
        cluster.running(job).stream()
            .flatMap(a -> a.allocatedResources().shared().ports().stream())
            .map(io.drover.contract.model.AllocatedPort::value)
            .toList();

    assertThat(ports).hasSize(18).doesNotHaveDuplicates().allMatch(p -> p >= 20000 && p <= 32000);
    assertThat(cluster.running(job).getFirst().allocatedResources().shared().ports())
        .extracting(io.drover.contract.model.AllocatedPort::hostIp)
        .containsOnly("192.0.2.1");
  }

  @Test
  void aStaticPortIsTakenOncePerNode() {
    nodes(2);
    JobSpec job =
        Fixtures.changed(
            Fixtures.service("web", 3), g -> g.withNetworks(List.of(Fixtures.network(8080, 0))));

    Evaluation done = harness.run(job);

    assertThat(cluster.running(job))
        .extracting(Allocation::nodeId)
        .doesNotHaveDuplicates()
        .hasSize(2);
    assertThat(done.failedTgAllocs().get("g").dimensionExhausted())
        .containsEntry("network: reserved port collision s=8080", 2);
  }

  @Test
  void reservesTheLowestFreeCores() {
    nodes(1);
    JobSpec job =
        Fixtures.changed(
            Fixtures.service("web", 3),
            g ->
                g.withTasks(
                    List.of(
                        g.tasks()
                            .getFirst()
                            .withResources(
                                g.tasks().getFirst().resources().withCpu(0).withCores(2)))));

    Evaluation done = harness.run(job);

    assertThat(cluster.running(job))
        .extracting(a -> a.allocatedResources().tasks().get("t").cpu().reservedCores())
        .containsExactly(List.of(0, 1), List.of(2, 3));
    assertThat(cluster.running(job).getFirst().allocatedResources().cpuShares()).isEqualTo(2000);
    assertThat(done.failedTgAllocs().get("g").dimensionExhausted()).containsEntry("cores", 1);
  }

  @Test
  void aStickyDiskStaysOnItsNode() {
    nodes(5);
    JobSpec job =
        Fixtures.changed(
            Fixtures.service("web", 3),
            g -> g.withEphemeralDisk(new EphemeralDisk(true, 20, false)));
    harness.run(job);
    List<?> before = cluster.running(job).stream().map(Allocation::nodeId).toList();

    harness.run(Fixtures.changed(job, g -> Fixtures.using(g, 510, 256)));

    assertThat(cluster.running(job)).extracting(Allocation::nodeId).isEqualTo(before);
  }

  @Test
  void aNodeThatIsNotReadyGetsNothing() {
    Node drained = Fixtures.node("n").withStatus(NodeStatus.INITIALIZING);
    cluster.add(drained);

    Evaluation done = harness.run(Fixtures.service("web", 1));

    assertThat(done.failedTgAllocs().get("g").nodesEvaluated()).isZero();
    assertThat(done.failedTgAllocs().get("g").nodesAvailable()).isEmpty();
  }

  @Test
  void anotherPoolIsNotUsedUnlessAllAre() {
    cluster.add(Fixtures.classed(Fixtures.node("n").withNodePool("gpu")));

    assertThat(harness.run(Fixtures.service("a", 1)).blockedEval()).isNotNull();
    assertThat(harness.run(Fixtures.service("b", 1).withNodePool("all")).blockedEval()).isNull();
    assertThat(harness.run(Fixtures.service("c", 1).withNodePool("gpu")).blockedEval()).isNull();
  }

  @Test
  void theSameEvaluationOnTheSameStateMakesTheSamePlan() {
    nodes(20);
    JobSpec job =
        Fixtures.changed(
            Fixtures.service("web", 10), g -> g.withNetworks(List.of(Fixtures.network(0, 2))));
    harness.rejectPlans();

    harness.run(job);

    assertThat(harness.plans).hasSize(5);
    assertThat(harness.plans.get(1)).isEqualTo(harness.plans.getFirst());
  }

  @Test
  void anUnknownReasonFails() {
    nodes(1);
    JobSpec job = Fixtures.service("web", 1);
    cluster.register(job);

    Evaluation done = harness.run(job, EvalTrigger.SCHEDULED);

    assertThat(done.status()).isEqualTo(EvalStatus.FAILED);
    assertThat(done.statusDescription())
        .isEqualTo("scheduler cannot handle 'scheduled' evaluation reason");
  }
}
