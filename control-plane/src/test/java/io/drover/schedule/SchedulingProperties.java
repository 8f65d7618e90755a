package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.model.AllocatedPort;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What must hold for any cluster and any jobs; jqwik prints the seed of a failure. */
class SchedulingProperties {

  @Property(tries = 100)
  void theCountIsReachedExactlyIfThereIsRoom(
      @ForAll @IntRange(min = 0, max = 12) int nodes,
      @ForAll @IntRange(min = 1, max = 40) int count,
      @ForAll @IntRange(min = 100, max = 3000) int cpu,
      @ForAll @IntRange(min = 32, max = 4000) int memory,
      @ForAll Random random) {
    Harness harness = new Harness(random.nextLong());
    long room = 0;
    for (int i = 0; i < nodes; i++) {
      Node node = Fixtures.node("n" + i, 500 + random.nextInt(8000), 256 + random.nextInt(8000));
      harness.cluster.add(node);
      NodeLoad load = new NodeLoad(node);
      room += Math.min(load.cpuShares / cpu, load.memoryMb / memory);
    }
    JobSpec job =
        Fixtures.changed(Fixtures.service("j", count), g -> Fixtures.using(g, cpu, memory));

    Evaluation done = harness.run(job);

    assertThat(harness.cluster.running(job)).hasSize((int) Math.min(room, count));
    assertThat(done.queuedAllocations().get("g")).isEqualTo((int) Math.max(0, count - room));
    assertThat(done.blockedEval() != null).isEqualTo(room < count);
    nothingIsOversubscribed(harness.cluster);
  }

  @Property(tries = 60)
  void anyHistoryLeavesNoNodeOversubscribedAndEveryPlanFitsItsOwnState(
      @ForAll @IntRange(min = 5, max = 40) int steps, @ForAll Random random) {
    Harness harness = new Harness(random.nextLong());
    InMemoryCluster cluster = harness.cluster;
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(6)) {
        case 0 -> {
          int which = random.nextInt(6);
          cluster.add(Fixtures.node("n" + which, 1000 + 700L * which, 4096));
        }
        case 1, 2 -> harness.run(randomJob(random));
        case 3 -> reportOne(cluster, random);
        case 4 -> turnNode(cluster, random);
        default -> {
          JobSpec job = randomJob(random);
          if (cluster.snapshot().job(job.key()) != null) {
            harness.run(job, EvalTrigger.NODE_UPDATE);
          }
        }
      }
      nothingIsOversubscribed(cluster);
    }
    assertThat(harness.results).allMatch(PlanResult::whole);
  }

  private static JobSpec randomJob(Random random) {
    int which = random.nextInt(4);
    JobType type = which < 2 ? JobType.SERVICE : which == 2 ? JobType.BATCH : JobType.SYSTEM;
    int count = type == JobType.SYSTEM ? 1 : random.nextInt(8);
    boolean ports = random.nextBoolean();
    return Fixtures.changed(
        Fixtures.job("j" + which, type, count),
        g ->
            Fixtures.using(g, 100 + random.nextInt(900), 64 + random.nextInt(512))
                .withNetworks(
                    ports
                        ? List.of(Fixtures.network(random.nextInt(2) * 8080, random.nextInt(3)))
                        : List.of()));
  }

  private static void reportOne(InMemoryCluster cluster, Random random) {
    List<Allocation> open =
        cluster.snapshot().allocations().rows().stream().filter(a -> !a.clientTerminal()).toList();
    if (!open.isEmpty()) {
      ClientStatus[] any = {ClientStatus.RUNNING, ClientStatus.COMPLETE, ClientStatus.FAILED};
      cluster.report(open.get(random.nextInt(open.size())), any[random.nextInt(3)]);
    }
  }

  private static void turnNode(InMemoryCluster cluster, Random random) {
    List<Node> nodes = List.copyOf(cluster.snapshot().nodes().rows());
    if (!nodes.isEmpty()) {
      Node node = nodes.get(random.nextInt(nodes.size()));
      cluster.status(node.id(), random.nextBoolean() ? NodeStatus.DOWN : NodeStatus.READY);
    }
  }

  /** Counted here from scratch, not with the code under test. */
  private static void nothingIsOversubscribed(InMemoryCluster cluster) {
    for (Node node : cluster.snapshot().nodes().rows()) {
      long cpu = 0;
      long memory = 0;
      Set<Integer> ports = new HashSet<>();
      for (Allocation allocation : cluster.snapshot().allocationsOn(node.id())) {
        if (!allocation.terminal()) {
          cpu += allocation.allocatedResources().cpuShares();
          memory += allocation.allocatedResources().memoryMb();
          for (AllocatedPort port : allocation.allocatedResources().shared().ports()) {
            assertThat(ports.add(port.value())).as("port %s once", port).isTrue();
          }
        }
      }
      assertThat(cpu)
          .as("cpu of " + node.name())
          .isLessThanOrEqualTo(node.nodeResources().cpu().cpuShares());
      assertThat(memory).isLessThanOrEqualTo(node.nodeResources().memory().memoryMb());
    }
  }

  @Property(tries = 30)
  void aSecondPlanOnAnOldStateNeverOversubscribes(
      @ForAll @IntRange(min = 2, max = 6) int jobs, @ForAll Random random) {
    Harness harness = new Harness(random.nextLong());
    InMemoryCluster cluster = harness.cluster;
    for (int i = 0; i < 3; i++) {
      cluster.add(Fixtures.node("n" + i, 2000 + random.nextInt(2000), 4096));
    }
    Evaluation[] evaluations = new Evaluation[jobs];
    for (int i = 0; i < jobs; i++) {
      JobSpec job =
          Fixtures.changed(
              Fixtures.service("j" + i, 3 + random.nextInt(5)),
              g -> Fixtures.using(g, 400, 64).withNetworks(List.of(Fixtures.network(8080, 1))));
      evaluations[i] = cluster.register(job);
    }
    State old = cluster.state(); // All plan on this one; only the first can have all of it.
    for (Evaluation evaluation : evaluations) {
      Schedulers.of(evaluation, old, harness).process(evaluation);
      nothingIsOversubscribed(cluster);
    }
    // Each node gave its one port 8080 to one of them.
    assertThat(cluster.snapshot().allocations().size()).isEqualTo(3);
    assertThat(harness.results).anyMatch(result -> !result.whole());
  }
}
