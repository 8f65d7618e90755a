package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.model.AllocatedTaskResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Constraint;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.NetworkResource;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeDevice;
import io.drover.contract.model.NodeDeviceInstance;
import io.drover.contract.model.PreemptionConfig;
import io.drover.contract.model.RequestedDevice;
import io.drover.contract.model.Resources;
import io.drover.contract.model.SchedulerAlgorithm;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * What must hold wherever allocations are placed, with ports, cores, devices and preemption; jqwik
 * prints the seed of a failure.
 */
class PlacementProperties {

  @Property(tries = 60)
  void nothingIsGivenTwiceWhateverHappens(
      @ForAll @IntRange(min = 5, max = 30) int steps, @ForAll Random random) {
    Harness harness = new Harness(random.nextLong());
    InMemoryCluster cluster = harness.cluster;
    cluster.configure(
        old ->
            old.withPreemptionConfig(new PreemptionConfig(true, true, true, true))
                .withSchedulerAlgorithm(
                    random.nextBoolean() ? SchedulerAlgorithm.SPREAD : SchedulerAlgorithm.BINPACK));
    for (int i = 0; i < 2 + random.nextInt(4); i++) {
      cluster.add(node("n" + i, random));
    }
    for (int step = 0; step < steps; step++) {
      JobSpec job = randomJob(random);
      switch (random.nextInt(4)) {
        case 0, 1 -> harness.run(job);
        case 2 -> endOne(cluster, random);
        default -> {
          if (cluster.snapshot().job(job.key()) != null) {
            harness.run(job, EvalTrigger.NODE_UPDATE);
          }
        }
      }
      cluster.snapshot().nodes().rows().forEach(node -> nothingTwice(cluster, node));
    }
    // Nobody else changed the state in between, so every plan fits the state that it was made for.
    assertThat(harness.results).allMatch(PlanResult::whole);
  }

  private static Node node(String name, Random random) {
    Node plain = Fixtures.node(name, 1000 + random.nextInt(4000), 1000 + random.nextInt(4000));
    List<NodeDeviceInstance> instances =
        IntStream.range(0, random.nextInt(4))
            .mapToObj(i -> new NodeDeviceInstance("id" + i, random.nextInt(5) > 0, "", null))
            .toList();
    NodeDevice one = new NodeDevice("acme", "gpu", "x1", instances, Map.of());
    NodeDevice other = new NodeDevice("acme", "gpu", "x2", instances, Map.of());
    return Fixtures.classed(
        plain.withNodeResources(plain.nodeResources().withDevices(List.of(one, other))));
  }

  private static JobSpec randomJob(Random random) {
    int which = random.nextInt(8);
    JobType type = JobType.values()[which % JobType.values().length];
    boolean everywhere = type == JobType.SYSTEM || type == JobType.SYSBATCH;
    int count = everywhere ? 1 : random.nextInt(6);
    return Fixtures.changed(
            Fixtures.job("j" + which, type, count), group -> randomGroup(group, random))
        .withPriority(1 + 10 * which);
  }

  private static TaskGroup randomGroup(TaskGroup group, Random random) {
    int cores = random.nextInt(3);
    int devices = random.nextInt(3);
    Resources resources =
        new Resources(
            cores > 0 ? 0 : 100 + random.nextInt(1500),
            cores,
            64 + random.nextInt(900),
            0,
            0,
            0,
            List.of(),
            devices == 0
                ? List.of()
                : List.of(new RequestedDevice("gpu", devices, List.of(), List.of())));
    NetworkResource network =
        Fixtures.network(random.nextInt(3) == 0 ? 8080 : 0, random.nextInt(3));
    return group
        .withNetworks(random.nextBoolean() ? List.of(network) : List.of())
        .withTasks(List.of(group.tasks().getFirst().withResources(resources)));
  }

  private static void endOne(InMemoryCluster cluster, Random random) {
    List<Allocation> open =
        cluster.snapshot().allocations().rows().stream().filter(a -> !a.clientTerminal()).toList();
    if (!open.isEmpty()) {
      ClientStatus[] any = {ClientStatus.RUNNING, ClientStatus.COMPLETE, ClientStatus.FAILED};
      cluster.report(open.get(random.nextInt(open.size())), any[random.nextInt(3)]);
    }
  }

  /** Counted here from scratch, not with the code under test. */
  private static void nothingTwice(InMemoryCluster cluster, Node node) {
    long cpu = 0;
    long memory = 0;
    long disk = 0;
    Set<Integer> ports = new HashSet<>();
    Set<Integer> cores = new HashSet<>();
    Set<String> devices = new HashSet<>();
    for (Allocation allocation : cluster.snapshot().allocationsOn(node.id())) {
      if (allocation.terminal()) {
        continue;
      }
      cpu += allocation.allocatedResources().cpuShares();
      memory += allocation.allocatedResources().memoryMb();
      disk += allocation.allocatedResources().shared().diskMb();
      allocation
          .allocatedResources()
          .shared()
          .ports()
          .forEach(port -> assertThat(ports.add(port.value())).as("port %s", port).isTrue());
      for (AllocatedTaskResources task : allocation.allocatedResources().tasks().values()) {
        task.cpu()
            .reservedCores()
            .forEach(core -> assertThat(cores.add(core)).as("core %s", core).isTrue());
        task.devices()
            .forEach(
                device ->
                    device
                        .deviceIds()
                        .forEach(id -> assertThat(devices.add(device.name() + "/" + id)).isTrue()));
      }
    }
    assertThat(cpu).as("cpu").isLessThanOrEqualTo(node.nodeResources().cpu().cpuShares());
    assertThat(memory).isLessThanOrEqualTo(node.nodeResources().memory().memoryMb());
    assertThat(disk).isLessThanOrEqualTo(node.nodeResources().disk().diskMb());
    assertThat(node.nodeResources().cpu().reservableCpuCores()).containsAll(cores);
    Set<String> healthy =
        node.nodeResources().devices().stream()
            .flatMap(
                device ->
                    device.instances().stream()
                        .filter(NodeDeviceInstance::healthy)
                        .map(instance -> device.name() + "/" + instance.id()))
            .collect(Collectors.toSet());
    assertThat(healthy).containsAll(devices);
  }

  @Property(tries = 60)
  void distinctConstraintsHoldAndLeaveOutNoMoreThanTheySay(
      @ForAll @IntRange(min = 1, max = 12) int nodes,
      @ForAll @IntRange(min = 1, max = 20) int count,
      @ForAll @IntRange(min = 1, max = 3) int limit,
      @ForAll Random random) {
    Harness harness = new Harness(random.nextLong());
    Map<String, Integer> racks = new HashMap<>();
    for (int i = 0; i < nodes; i++) {
      String rack = "r" + random.nextInt(4);
      racks.merge(rack, 1, Integer::sum);
      harness.cluster.add(
          Fixtures.classed(
              Fixtures.node("n" + i, 100_000, 100_000).withMeta(Map.of("rack", rack))));
    }
    boolean hosts = random.nextBoolean();
    List<Constraint> constraints = new ArrayList<>();
    constraints.add(new Constraint("${meta.rack}", "" + limit, "distinct_property"));
    if (hosts) {
      constraints.add(new Constraint("", "", "distinct_hosts"));
    }
    JobSpec job = Fixtures.service("j", count).withConstraints(constraints);

    harness.run(job);

    Map<String, Integer> used = new HashMap<>();
    Set<Object> homes = new HashSet<>();
    for (Allocation allocation : harness.cluster.running(job)) {
      Node node = harness.cluster.snapshot().node(allocation.nodeId());
      used.merge(node.meta().get("rack"), 1, Integer::sum);
      assertThat(homes.add(node.id()) || !hosts).isTrue();
    }
    assertThat(used.values()).allMatch(n -> n <= limit);
    int room = racks.values().stream().mapToInt(n -> hosts ? Math.min(n, limit) : limit).sum();
    assertThat(harness.cluster.running(job)).hasSize(Math.min(count, room));
  }

  @Property(tries = 60)
  void aSystemJobIsOnEveryFeasibleNodeExactlyOnce(
      @ForAll @IntRange(min = 1, max = 12) int nodes, @ForAll Random random) {
    Harness harness = new Harness(random.nextLong());
    Set<Object> feasible = new HashSet<>();
    JobSpec job =
        Fixtures.changed(Fixtures.job("s", JobType.SYSTEM, 1), g -> Fixtures.using(g, 1000, 256))
            .withConstraints(List.of(new Constraint("${meta.use}", "yes", "=")));
    for (int i = 0; i < nodes; i++) {
      boolean use = random.nextBoolean();
      long cpu = 500 + random.nextInt(1000);
      Node node =
          Fixtures.classed(
              Fixtures.node("n" + i, cpu, 1000).withMeta(Map.of("use", use ? "yes" : "no")));
      harness.cluster.add(node);
      if (use && cpu >= 1000) {
        feasible.add(node.id());
      }
    }

    harness.run(job);
    harness.run(job, EvalTrigger.NODE_UPDATE); // Changes nothing.

    assertThat(harness.cluster.running(job))
        .extracting(Allocation::nodeId)
        .doesNotHaveDuplicates()
        .hasSameElementsAs((Iterable) feasible);
  }

  @Property(tries = 60)
  void planningTwiceFromOneStateGivesTheSamePlan(
      @ForAll @IntRange(min = 1, max = 10) int jobs, @ForAll Random random) {
    Harness harness = new Harness(random.nextLong());
    InMemoryCluster cluster = harness.cluster;
    cluster.configure(
        old -> old.withPreemptionConfig(new PreemptionConfig(true, true, true, true)));
    for (int i = 0; i < 4; i++) {
      cluster.add(node("n" + i, random));
    }
    for (int i = 0; i < jobs; i++) {
      Evaluation evaluation = cluster.register(randomJob(random));
      State state = cluster.state();
      assertThat(planned(state, evaluation)).isEqualTo(planned(state, evaluation));
      harness.process(evaluation);
    }
  }

  private static List<Object> planned(State state, Evaluation evaluation) {
    List<Object> told = new ArrayList<>();
    Planner first =
        new Planner() {
          @Override
          public PlanResult submitPlan(Plan plan) {
            told.add(plan);
            return new PlanResult(Set.of(), 0, Map.of(), 0);
          }

          @Override
          public State refresh(long index) {
            return state;
          }

          @Override
          public void updateEvaluation(Evaluation updated) {
            told.add(updated);
          }

          @Override
          public void createEvaluation(Evaluation created) {
            told.add(created);
          }

          @Override
          public void reblockEvaluation(Evaluation blocked) {
            told.add(blocked);
          }
        };
    Schedulers.of(evaluation, state, first).process(evaluation);
    return told;
  }
}
