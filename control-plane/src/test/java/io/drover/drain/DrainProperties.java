package io.drover.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.schedule.Fixtures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What must hold for any drains of any jobs; jqwik prints the seed of a failure. */
class DrainProperties {

  private static final Duration ROUND = Duration.ofSeconds(20);

  @Property(tries = 60)
  void drainsEndByTheirDeadlineAndNeverMoveMoreAtOnceThanAllowed(
      @ForAll @IntRange(min = 1, max = 4) int draining,
      @ForAll @IntRange(min = 1, max = 3) int jobs,
      @ForAll Random random) {
    DrainCluster world = new DrainCluster(random.nextLong());
    List<NodeId> nodes = new ArrayList<>();
    for (int i = 0; i < draining + 2; i++) {
      nodes.add(world.add("n" + i));
    }
    List<JobSpec> services = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      services.add(
          world.run(DrainCluster.service("s" + i, 1 + random.nextInt(8), 1 + random.nextInt(3))));
    }
    world.run(Fixtures.job("batch", JobType.BATCH, 1 + random.nextInt(3)));
    world.run(Fixtures.job("sys", JobType.SYSTEM, 1));
    Duration longest = Duration.ZERO;
    for (NodeId node : nodes.subList(0, draining)) {
      Duration deadline = Duration.ofMinutes(1 + random.nextInt(20));
      longest = deadline.compareTo(longest) > 0 ? deadline : longest;
      world.drain(node, deadline, random.nextBoolean());
    }
    for (Duration passed = Duration.ZERO;
        passed.compareTo(longest) <= 0;
        passed = passed.plus(ROUND)) {
      everyDrainIsInTime(world, nodes);
      world.timers.pass(ROUND.minus(Drainer.GATHER));
      if (random.nextInt(10) == 0) {
        world.changeLeader();
      }
      world.step();
      withinLimits(world, services);
      world.schedule();
      withinLimits(world, services);
      someObey(world, random);
    }
    assertThat(nodes.subList(0, draining)).noneMatch(world::draining);
    world.play(50);
    for (NodeId node : nodes.subList(0, draining)) {
      assertThat(world.openOn(node)).allMatch(DrainStep::system);
    }
    for (JobSpec service : services) {
      assertThat(world.cluster.running(service)).hasSize(service.taskGroups().getFirst().count());
    }
  }

  /** Up to a node's deadline; after that everything moves. */
  private static void withinLimits(DrainCluster world, List<JobSpec> services) {
    for (JobSpec service : services) {
      int allowed = service.taskGroups().getFirst().migrate().maxParallel();
      boolean forced =
          world.cluster.snapshot().nodes().rows().stream()
              .anyMatch(
                  node ->
                      node.events().stream()
                          .anyMatch(e -> e.details().containsKey("deadline_reached")));
      if (!forced) {
        assertThat(world.moving(service)).as(service.id()).isLessThanOrEqualTo(allowed);
      }
    }
  }

  private static void everyDrainIsInTime(DrainCluster world, List<NodeId> nodes) {
    for (NodeId id : nodes) {
      if (world.draining(id)) {
        assertThat(world.node(id).drainStrategy().forceDeadline())
            .isAfterOrEqualTo(world.cluster.instant().minus(Duration.ofSeconds(2)));
      }
    }
  }

  private static void someObey(DrainCluster world, Random random) {
    for (Allocation allocation : world.open()) {
      if (allocation.jobRef().type() == JobType.BATCH) {
        if (random.nextInt(20) == 0) {
          world.report(allocation, ClientStatus.COMPLETE, null);
        }
      } else if (random.nextInt(3) > 0) {
        world.obey(allocation, random.nextInt(3) > 0);
      }
    }
  }
}
