package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.model.AllocatedDevice;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.MigrateStrategy;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeDevice;
import io.drover.contract.model.NodeDeviceInstance;
import io.drover.contract.model.NodePool;
import io.drover.contract.model.PreemptionConfig;
import io.drover.contract.model.RequestedDevice;
import io.drover.contract.model.Resources;
import io.drover.contract.model.TaskGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who has to stop for whom, and what is written down of it. */
class PreemptionTest {
  private final Harness harness = new Harness();
  private final InMemoryCluster cluster = harness.cluster;

  @BeforeEach
  void everyKindPreempts() {
    cluster.configure(
        old -> old.withPreemptionConfig(new PreemptionConfig(true, true, true, true)));
  }

  private static JobSpec job(String id, int priority, int count, int cpu, int memory) {
    return Fixtures.changed(
            Fixtures.service(id, count), group -> Fixtures.using(group, cpu, memory))
        .withPriority(priority);
  }

  private JobSpec running(JobSpec job) {
    harness.run(job);
    cluster.running(job).forEach(a -> cluster.report(a, ClientStatus.RUNNING));
    return job;
  }

  @Test
  void theVictimIsEvictedTheWinnerKnowsItAndTheLoserLooksForAnotherPlace() {
    cluster.add(Fixtures.node("n", 1000, 1000));
    JobSpec low = running(job("low", 20, 1, 900, 100));
    JobSpec high = job("high", 60, 1, 500, 100);

    Evaluation done = harness.run(high);

    assertThat(done.failedTgAllocs()).isEmpty();
    Allocation winner = cluster.running(high).getFirst();
    Allocation victim = cluster.all(low).getFirst();
    assertThat(victim.desiredStatus()).isEqualTo(DesiredStatus.EVICT);
    assertThat(victim.desiredDescription()).isEqualTo("Preempted by alloc ID " + winner.id());
    assertThat(victim.preemptedByAllocation()).isEqualTo(winner.id());
    assertThat(winner.preemptedAllocations()).containsExactly(victim.id());
    Evaluation next = cluster.evaluations(low).getLast();
    assertThat(next.triggeredBy()).isEqualTo(EvalTrigger.PREEMPTION);
    assertThat(next.status()).isEqualTo(EvalStatus.PENDING);
    assertThat(next.priority()).isEqualTo(20);
  }

  @Test
  void whereThereIsRoomNobodyIsPreempted() {
    cluster.add(Fixtures.node("full", 1000, 1000), Fixtures.node("free", 1000, 1000));
    running(job("low", 20, 1, 900, 100));
    JobSpec high = job("high", 60, 1, 900, 100);

    harness.run(high);

    assertThat(cluster.running(high).getFirst().preemptedAllocations()).isEmpty();
  }

  @Test
  void lessThanTenApartLeaveEachOtherAlone() {
    cluster.add(Fixtures.node("n", 1000, 1000));
    JobSpec low = running(job("low", 51, 1, 900, 100));

    Evaluation done = harness.run(job("high", 60, 1, 900, 100));

    assertThat(done.queuedAllocations()).containsEntry("g", 1);
    assertThat(done.failedTgAllocs().get("g").dimensionExhausted()).containsEntry("cpu", 1);
    assertThat(cluster.running(low)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(JobType.class)
  void eachKindCanBeSwitchedOff(JobType type) {
    cluster.configure(
        old -> old.withPreemptionConfig(new PreemptionConfig(false, false, false, false)));
    cluster.add(Fixtures.node("n", 1000, 1000));
    JobSpec low = running(job("low", 20, 1, 900, 100));
    JobSpec high = job("high", 90, 1, 900, 100).withType(type);

    harness.run(high);

    assertThat(cluster.running(high)).isEmpty();
    assertThat(cluster.running(low)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(JobType.class)
  void eachKindPreemptsWhereItIsSwitchedOn(JobType type) {
    cluster.add(Fixtures.node("n", 1000, 1000));
    JobSpec low = running(job("low", 20, 1, 900, 100));
    JobSpec high = job("high", 90, 1, 900, 100).withType(type);

    harness.run(high);

    assertThat(cluster.running(high)).hasSize(1);
    assertThat(cluster.running(low)).isEmpty();
  }

  @Test
  void theLeastImportantGoFirst() {
    cluster.add(Fixtures.node("n", 1000, 1000));
    JobSpec lowest = running(job("lowest", 10, 1, 400, 100));
    JobSpec middle = running(job("middle", 30, 1, 400, 100));

    harness.run(job("high", 70, 1, 500, 100));

    assertThat(cluster.running(lowest)).isEmpty();
    assertThat(cluster.running(middle)).hasSize(1);
  }

  @Test
  void ofOnePriorityWhoeverIsClosestToWhatIsWantedGoes() {
    cluster.add(Fixtures.node("n", 1000, 1000));
    JobSpec big = running(job("big", 20, 1, 600, 500));
    JobSpec fitting = running(job("fitting", 20, 1, 300, 100));
    running(job("rest", 20, 1, 100, 100));

    harness.run(job("high", 70, 1, 300, 100));

    assertThat(cluster.running(fitting)).isEmpty();
    assertThat(cluster.running(big)).hasSize(1);
  }

  @Test
  void whoBecameNeedlessStays() {
    cluster.add(Fixtures.node("n", 1000, 1000));
    JobSpec small = running(job("small", 10, 1, 50, 100));
    JobSpec large = running(job("large", 20, 1, 950, 100));

    harness.run(job("high", 70, 1, 100, 100));

    // The lowest priority was chosen first; with the large one gone, it need not go.
    assertThat(cluster.running(large)).isEmpty();
    assertThat(cluster.running(small)).hasSize(1);
  }

  @Test
  void aGroupDoesNotLoseMoreAtATimeThanItMayMigrateIfThereIsAChoice() {
    cluster.add(Fixtures.node("n", 1000, 1000));
    MigrateStrategy one =
        new MigrateStrategy(1, "checks", Duration.ofSeconds(10), Duration.ofMinutes(5));
    JobSpec careful =
        running(Fixtures.changed(job("careful", 20, 2, 250, 100), group -> group.withMigrate(one)));
    JobSpec other = running(job("other", 20, 2, 240, 100));

    harness.run(job("high", 70, 2, 250, 100));

    // The first comes from the group that fits exactly, the second from the one that lost nothing.
    assertThat(cluster.running(careful)).hasSize(1);
    assertThat(cluster.running(other)).hasSize(1);
  }

  @Test
  void whoHasTheWantedPortGoes() {
    cluster.add(Fixtures.node("n", 4000, 4000));
    JobSpec holder = running(ported(job("holder", 20, 1, 100, 100)));
    JobSpec other = running(job("other", 10, 1, 100, 100));
    JobSpec high = ported(job("high", 70, 1, 100, 100));

    harness.run(high);

    assertThat(cluster.running(high)).hasSize(1);
    assertThat(cluster.running(holder)).isEmpty();
    assertThat(cluster.running(other)).hasSize(1);
  }

  @Test
  void aPortOfSomebodyTooImportantIsNotTaken() {
    cluster.add(Fixtures.node("n", 4000, 4000));
    running(ported(job("holder", 65, 1, 100, 100)));
    JobSpec low = running(job("low", 10, 1, 100, 100));

    Evaluation done = harness.run(ported(job("high", 70, 1, 100, 100)));

    assertThat(done.failedTgAllocs().get("g").dimensionExhausted())
        .containsEntry("network: reserved port collision s=8080", 1);
    assertThat(cluster.running(low)).hasSize(1);
  }

  @Test
  void aPortThatAnotherGotFromSomebodyWhoIsStillStoppingIsNotFree() {
    cluster.add(Fixtures.node("n", 4000, 4000));
    running(ported(job("first", 10, 1, 100, 100)));
    JobSpec second = ported(job("second", 40, 1, 100, 100));
    harness.run(second); // The first one is evicted, but its node has not said that it stopped.

    Evaluation done = harness.run(ported(job("third", 45, 1, 100, 100)));

    assertThat(done.queuedAllocations()).containsEntry("g", 1);
    assertThat(cluster.running(second)).hasSize(1);
    assertThat(harness.results).allMatch(PlanResult::whole);
  }

  private static JobSpec ported(JobSpec job) {
    return Fixtures.changed(job, g -> g.withNetworks(List.of(Fixtures.network(8080, 1))));
  }

  private static Node withDevices(Node node, int count) {
    List<NodeDeviceInstance> instances =
        java.util.stream.IntStream.range(0, count)
            .mapToObj(i -> new NodeDeviceInstance("id" + i, true, "", null))
            .toList();
    NodeDevice gpu =
        new NodeDevice(
            "acme", "gpu", "x1", instances, Map.of("memory", Map.of("Int", 8, "Unit", "GiB")));
    return Fixtures.classed(node.withNodeResources(node.nodeResources().withDevices(List.of(gpu))));
  }

  private static JobSpec wantingDevices(JobSpec job, int count) {
    RequestedDevice request = new RequestedDevice("gpu", count, List.of(), List.of());
    return Fixtures.changed(
        job,
        (TaskGroup group) ->
            group.withTasks(
                List.of(
                    group
                        .tasks()
                        .getFirst()
                        .withResources(
                            new Resources(100, 0, 100, 0, 0, 0, List.of(), List.of(request))))));
  }

  @Test
  void whoHasTheWantedDevicesGoesAndNoMoreThanNeeded() {
    cluster.add(withDevices(Fixtures.node("n", 4000, 4000), 3));
    JobSpec two = running(wantingDevices(job("two", 20, 1, 100, 100), 2));
    JobSpec one = running(wantingDevices(job("one", 20, 1, 100, 100), 1));
    JobSpec high = wantingDevices(job("high", 70, 1, 100, 100), 2);

    harness.run(high);

    assertThat(cluster.running(two)).isEmpty();
    assertThat(cluster.running(one)).hasSize(1);
    AllocatedDevice got =
        cluster.running(high).getFirst().allocatedResources().tasks().get("t").devices().getFirst();
    assertThat(got.deviceIds()).hasSize(2);
  }

  @Test
  void anInPlaceUpdatePreemptsNobody() {
    cluster.add(Fixtures.node("n", 1000, 1000));
    JobSpec system = job("system", 80, 1, 100, 100).withType(JobType.SYSTEM);
    running(system);
    JobSpec low = running(job("low", 20, 1, 900, 100));

    harness.run(system.withMeta(Map.of()).withPriority(81));

    assertThat(cluster.running(low)).hasSize(1);
  }

  @Test
  void aRefusedPlanEvictsNobody() {
    cluster.add(Fixtures.node("n", 1000, 1000));
    JobSpec low = running(job("low", 20, 1, 900, 100));
    JobSpec high = job("high", 70, 1, 900, 100);
    harness.rejectPlans();

    Evaluation done = harness.run(high);

    assertThat(done.status()).isEqualTo(EvalStatus.FAILED);
    assertThat(cluster.running(low)).hasSize(1);
  }

  @Test
  void theNodePoolDecidesOnTheAlgorithmAndOnOversubscription() {
    cluster.apply(
        List.of(
            new io.drover.event.NodePoolsWritten(
                List.of(
                    new NodePool(
                        "special",
                        "",
                        Map.of(),
                        new io.drover.contract.model.PoolScheduling(
                            io.drover.contract.model.SchedulerAlgorithm.SPREAD, true),
                        0,
                        0)))));
    cluster.add(
        Fixtures.classed(Fixtures.node("s", 4000, 8192).withNodePool("special")),
        Fixtures.node("d", 4000, 8192));
    TaskGroup group = Fixtures.group("g", 1);
    TaskGroup bursting =
        group.withTasks(
            List.of(
                group
                    .tasks()
                    .getFirst()
                    .withResources(new Resources(500, 0, 256, 512, 0, 0, List.of(), List.of()))));
    JobSpec plain = Fixtures.changed(Fixtures.service("plain", 1), g -> bursting);
    JobSpec special = plain.withId("special").withName("special").withNodePool("special");

    harness.run(plain);
    harness.run(special);

    Allocation packed = cluster.running(plain).getFirst();
    Allocation spread = cluster.running(special).getFirst();
    assertThat(most(packed)).isZero();
    assertThat(most(spread)).isEqualTo(512);
    assertThat(binpack(packed) + binpack(spread))
        .isEqualTo(1, org.assertj.core.api.Assertions.within(1e-9));
    assertThat(binpack(spread)).isGreaterThan(binpack(packed));
  }

  private static long most(Allocation allocation) {
    return allocation.allocatedResources().tasks().get("t").memory().memoryMaxMb();
  }

  private static double binpack(Allocation allocation) {
    return allocation.metrics().scoreMetaData().getFirst().scores().get("binpack");
  }
}
