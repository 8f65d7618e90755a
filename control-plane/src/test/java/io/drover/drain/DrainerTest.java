package io.drover.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.command.DeregisterJob;
import io.drover.command.DrainNode;
import io.drover.command.MarkNodesSilent;
import io.drover.command.PurgeNode;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Eligibility;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeEvent;
import io.drover.schedule.Fixtures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DrainerTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration FORCE = Duration.ofNanos(-1);

  private final DrainCluster world = new DrainCluster(11);
  private final NodeId a = world.add("a");

  private List<String> events() {
    return world.node(a).events().stream().map(NodeEvent::message).toList();
  }

  private void complete(boolean byDeadline) {
    Node node = world.node(a);
    assertThat(node.drainStrategy()).isNull();
    assertThat(node.schedulingEligibility()).isEqualTo(Eligibility.INELIGIBLE);
    assertThat(node.lastDrain().status()).isEqualTo("complete");
    NodeEvent last = node.events().getLast();
    assertThat(last.message()).isEqualTo("Node drain complete");
    assertThat(last.subsystem()).isEqualTo("Drain");
    assertThat(last.details())
        .isEqualTo(byDeadline ? Map.of("deadline_reached", "true") : Map.of());
  }

  @Test
  void anEmptyNodeIsDrainedAtOnce() {
    world.drain(a, HOUR, false);
    world.step();
    complete(false);
    assertThat(events())
        .containsExactly("Node registered", "Node drain strategy set", "Node drain complete");
  }

  @Test
  void aServiceMovesOneAfterAnotherEachWhenTheOneBeforeIsHealthy() {
    JobSpec job = world.run(DrainCluster.service("j", 3, 1));
    assertThat(world.openOn(a)).hasSize(3);
    NodeId b = world.add("b");
    world.drain(a, HOUR, false);
    for (int moved = 1; moved <= 3; moved++) {
      world.step();
      assertThat(world.moving(job)).isEqualTo(1);
      world.schedule();
      world.open().forEach(allocation -> world.obey(allocation, false));
      world.step();
      assertThat(world.moving(job)).as("the new one is not healthy yet").isEqualTo(1);
      assertThat(world.openOn(a)).hasSize(3 - moved);
      world.settle();
    }
    world.step();
    complete(false);
    assertThat(world.openOn(b)).hasSize(3);
    List<Evaluation> evaluations =
        world.cluster.evaluations(job).stream()
            .filter(e -> e.triggeredBy() == EvalTrigger.NODE_DRAIN)
            .toList();
    assertThat(evaluations).hasSize(3);
    assertThat(world.cluster.all(job))
        .filteredOn(Allocation::serverTerminal)
        .allMatch(old -> old.desiredDescription().equals("alloc is being migrated"));
  }

  @Test
  void withoutRoomForItsReplacementNothingMoreThanAllowedMovesBeforeTheDeadline() {
    JobSpec job = world.run(DrainCluster.service("j", 4, 2));
    world.drain(a, HOUR, false);
    world.play(20);
    assertThat(world.openOn(a)).hasSize(2);
    assertThat(world.draining(a)).isTrue();
    assertThat(world.cluster.running(job)).hasSize(2);
    world.timers.pass(HOUR);
    complete(true);
    world.settle();
    assertThat(world.openOn(a)).isEmpty();
  }

  @Test
  void batchWorkMayEndByItselfUntilTheDeadline() {
    JobSpec ends = world.run(Fixtures.job("ends", JobType.BATCH, 1));
    JobSpec stays = world.run(Fixtures.job("stays", JobType.SYSBATCH, 1));
    world.drain(a, HOUR, false);
    world.play(5);
    assertThat(world.openOn(a)).hasSize(2).noneMatch(Allocation::serverTerminal);
    world.report(world.cluster.running(ends).getFirst(), ClientStatus.COMPLETE, null);
    world.play(5);
    assertThat(world.draining(a)).isTrue();
    world.timers.pass(HOUR);
    complete(true);
    assertThat(world.cluster.running(stays).getFirst().desiredTransition().migrate()).isTrue();
    assertThat(world.cluster.all(ends).getFirst().desiredTransition().migrate()).isNull();
  }

  @Test
  void systemJobsGoWhenAllElseIsGone() {
    JobSpec system = world.run(Fixtures.job("sys", JobType.SYSTEM, 1));
    JobSpec job = world.run(DrainCluster.service("j", 2, 1));
    world.add("b");
    world.drain(a, HOUR, false);
    world.step();
    world.settle();
    assertThat(world.openOn(a)).filteredOn(DrainStep::system).noneMatch(Allocation::serverTerminal);
    world.play(20);
    complete(false);
    assertThat(world.openOn(a)).isEmpty();
    assertThat(world.cluster.running(job)).hasSize(2);
    assertThat(world.cluster.all(system).getFirst().desiredTransition().migrate()).isTrue();
  }

  @Test
  void systemJobsStayIfTheyAreToBeIgnoredEvenAtTheDeadline() {
    JobSpec system = world.run(Fixtures.job("sys", JobType.SYSTEM, 1));
    world.run(DrainCluster.service("j", 1, 1));
    world.drain(a, Duration.ofMinutes(1), true);
    world.play(3);
    world.timers.pass(HOUR);
    assertThat(world.draining(a)).isFalse();
    world.settle();
    assertThat(world.openOn(a)).extracting(Allocation::jobId).containsExactly(system.id());
  }

  @Test
  void aForcedDrainMovesAllAtOnce() {
    world.run(DrainCluster.service("j", 5, 1));
    world.run(Fixtures.job("b", JobType.BATCH, 2));
    world.drain(a, FORCE, false);
    world.step();
    complete(true);
    world.settle();
    assertThat(world.openOn(a)).isEmpty();
  }

  @Test
  void aHundredNodesAreEmptiedByAFewCommitsOfBoundedSize() {
    List<NodeId> nodes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      nodes.add(world.add("many" + i));
    }
    JobSpec job = DrainCluster.service("j", 3_500, 1);
    world.harness.run(job);
    for (NodeId node : nodes) {
      world.drain(node, FORCE, false);
    }
    long before = world.cluster.snapshot().index();
    world.step();
    assertThat(world.cluster.snapshot().index() - before).isBetween(2L, 5L);
    assertThat(nodes).noneMatch(world::draining);
    assertThat(world.cluster.running(job))
        .filteredOn(allocation -> !allocation.nodeId().equals(a))
        .allMatch(allocation -> allocation.desiredTransition().migrate());
  }

  @Test
  void withoutADeadlineADrainWaits() {
    world.run(Fixtures.job("b", JobType.BATCH, 1));
    world.drain(a, Duration.ZERO, false);
    world.timers.pass(Duration.ofDays(30));
    assertThat(world.draining(a)).isTrue();
    assertThat(world.node(a).lastDrain().status()).isEqualTo("draining");
  }

  @Test
  void aLaterDeadlineTakesThePlaceOfTheEarlierOne() {
    world.run(Fixtures.job("b", JobType.BATCH, 1));
    world.drain(a, Duration.ofMinutes(1), false);
    world.step();
    world.drain(a, HOUR, false);
    world.timers.pass(Duration.ofMinutes(59));
    assertThat(world.draining(a)).isTrue();
    assertThat(events()).contains("Node drain strategy updated");
    world.timers.pass(Duration.ofMinutes(2));
    complete(true);
  }

  @Test
  void whatIsCalledOffMovesNothingMore() {
    world.run(Fixtures.job("b", JobType.BATCH, 1));
    world.drain(a, Duration.ofMinutes(1), false);
    world.step();
    world.submit(new DrainNode(a, null, true, Map.of()));
    world.timers.pass(HOUR);
    Node node = world.node(a);
    assertThat(node.lastDrain().status()).isEqualTo("canceled");
    assertThat(node.schedulingEligibility()).isEqualTo(Eligibility.ELIGIBLE);
    assertThat(events()).endsWith("Node drain disabled");
    assertThat(world.openOn(a)).allMatch(one -> one.desiredTransition().migrate() == null);
    assertThat(world.drainer().draining()).isZero();
  }

  @Test
  void aNodeThatIsLostMeanwhileIsDoneWhenItsWorkIsGivenUp() {
    world.run(Fixtures.job("b", JobType.BATCH, 1));
    world.drain(a, HOUR, false);
    world.step();
    world.submit(new MarkNodesSilent(List.of(a)));
    world.schedule();
    world.step();
    complete(false);
  }

  @Test
  void aJobThatIsStoppedOrPurgedNeedsNoMoving() {
    JobSpec stopped = world.run(DrainCluster.service("stopped", 3, 1));
    JobSpec purged = world.run(DrainCluster.service("purged", 3, 1));
    world.drain(a, HOUR, false);
    world.submit(new DeregisterJob(stopped.key(), false, false, 0));
    world.submit(new DeregisterJob(purged.key(), true, false, 0));
    world.play(5);
    complete(false);
  }

  @Test
  void aPurgedNodeIsForgotten() {
    world.run(Fixtures.job("b", JobType.BATCH, 1));
    world.drain(a, HOUR, false);
    world.step();
    world.submit(new PurgeNode(a));
    world.play(3);
    assertThat(world.drainer().draining()).isZero();
  }

  @Test
  void aNewLeaderGoesOnWhereTheOldOneStopped() {
    JobSpec job = world.run(DrainCluster.service("j", 4, 1));
    world.run(Fixtures.job("b", JobType.BATCH, 1));
    world.add("b");
    world.drain(a, HOUR, false);
    world.step();
    world.changeLeader();
    world.step();
    assertThat(world.moving(job)).isEqualTo(1);
    world.play(30);
    assertThat(world.openOn(a)).extracting(Allocation::jobId).containsExactly("b");
    world.changeLeader();
    world.timers.pass(HOUR);
    complete(true);
  }

  @Test
  void twoNodesShareWhatAGroupMaySpare() {
    JobSpec job = world.run(DrainCluster.service("j", 6, 1));
    NodeId b = world.add("b");
    world.drain(a, HOUR, false);
    world.play(3);
    assertThat(world.openOn(b)).isNotEmpty();
    assertThat(world.openOn(a)).isNotEmpty();
    world.add("c");
    world.drain(b, HOUR, false);
    for (int i = 0; i < 60 && (world.draining(a) || world.draining(b)); i++) {
      world.step();
      assertThat(world.moving(job)).isLessThanOrEqualTo(1);
      world.settle();
    }
    assertThat(world.draining(a) || world.draining(b)).isFalse();
    assertThat(world.cluster.running(job)).hasSize(6);
  }
}
