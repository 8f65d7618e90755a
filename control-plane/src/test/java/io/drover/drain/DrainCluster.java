package io.drover.drain;

import io.drover.command.Command;
import io.drover.command.DrainNode;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.MigrateStrategy;
import io.drover.contract.model.Node;
import io.drover.contract.model.TaskPhase;
import io.drover.contract.model.TaskState;
import io.drover.evaluate.VirtualTimers;
import io.drover.event.AllocationReport;
import io.drover.event.AllocationsReported;
import io.drover.schedule.Fixtures;
import io.drover.schedule.Harness;
import io.drover.schedule.InMemoryCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cluster with the real schedulers and a drainer, on a virtual clock. Its nodes do at once what
 * they are told: what is to stop is complete, what is new runs, and is healthy if the test lets it.
 */
final class DrainCluster {

  final Harness harness;
  final InMemoryCluster cluster;
  final VirtualTimers timers;
  private Drainer drainer;

  DrainCluster(long seed) {
    harness = new Harness(seed);
    cluster = harness.cluster;
    timers = new VirtualTimers(cluster);
    drainer = newDrainer();
  }

  private Drainer newDrainer() {
    Drainer made =
        new Drainer(
            new Drainer.Ports(cluster, cluster.store, cluster, timers, timers, Runnable::run));
    cluster.store.listen(made);
    made.start(cluster.snapshot());
    return made;
  }

  /** Another member leads from now on, and knows nothing but the state. */
  void changeLeader() {
    drainer.stop();
    drainer = newDrainer();
  }

  Drainer drainer() {
    return drainer;
  }

  <R> R submit(Command<R> command) {
    return cluster.submit(command).toCompletableFuture().join();
  }

  NodeId add(String name) {
    Node node = Fixtures.node(name);
    cluster.add(node);
    return node.id();
  }

  static JobSpec service(String id, int count, int maxParallel) {
    return Fixtures.changed(
        Fixtures.service(id, count),
        group ->
            Fixtures.using(group, 100, 64)
                .withMigrate(
                    new MigrateStrategy(
                        maxParallel, "task_states", Duration.ZERO, Duration.ofMinutes(5))));
  }

  /** Registers and places a job; all of it runs and is healthy. */
  JobSpec run(JobSpec job) {
    harness.run(job);
    settle();
    return job;
  }

  void drain(NodeId node, @Nullable Duration deadline, boolean ignoreSystem) {
    submit(
        new DrainNode(
            node,
            deadline == null ? null : new DrainNode.Spec(deadline, ignoreSystem),
            false,
            Map.of()));
  }

  /** Schedules what is pending, and lets the nodes do as they are told. */
  void settle() {
    schedule();
    for (Allocation allocation : open()) {
      obey(allocation, true);
    }
  }

  void schedule() {
    List<Evaluation> pending = new ArrayList<>();
    for (Evaluation evaluation : cluster.snapshot().evaluations().rows()) {
      if (evaluation.status() == EvalStatus.PENDING) {
        pending.add(evaluation);
      }
    }
    pending.sort(Comparator.comparing(Evaluation::createIndex));
    pending.forEach(harness::process);
  }

  List<Allocation> open() {
    return cluster.snapshot().allocations().rows().stream()
        .filter(a -> !a.clientTerminal())
        .toList();
  }

  List<Allocation> openOn(NodeId node) {
    return cluster.snapshot().openAllocationsOn(node);
  }

  /** The node of an allocation does what is wanted of it. */
  void obey(Allocation allocation, boolean healthy) {
    if (allocation.serverTerminal()) {
      report(allocation, ClientStatus.COMPLETE, null);
    } else {
      boolean judged = allocation.jobRef().type() == JobType.SERVICE && healthy;
      Boolean known =
          allocation.deploymentStatus() == null ? null : allocation.deploymentStatus().healthy();
      if (allocation.clientStatus() != ClientStatus.RUNNING || judged && known == null) {
        report(allocation, ClientStatus.RUNNING, judged ? Boolean.TRUE : known);
      }
    }
  }

  void report(Allocation allocation, ClientStatus status, @Nullable Boolean healthy) {
    Instant now = cluster.instant();
    boolean ended = status == ClientStatus.COMPLETE || status == ClientStatus.FAILED;
    TaskState task =
        new TaskState(
            ended ? TaskPhase.DEAD : TaskPhase.RUNNING,
            status == ClientStatus.FAILED,
            0,
            null,
            now,
            ended ? now : null,
            List.of());
    AllocDeploymentStatus health =
        healthy == null ? null : new AllocDeploymentStatus(healthy, now, false, 0);
    cluster.apply(
        List.of(
            new AllocationsReported(
                allocation.nodeId(),
                List.of(
                    new AllocationReport(allocation.id(), status, "", Map.of("t", task), health)),
                cluster.nanos())));
  }

  Node node(NodeId id) {
    Node node = cluster.snapshot().node(id);
    if (node == null) {
      throw new AssertionError("no node " + id);
    }
    return node;
  }

  boolean draining(NodeId id) {
    return node(id).drainStrategy() != null;
  }

  /** Lets the drainer do what it gathered. */
  void step() {
    timers.pass(Drainer.GATHER);
  }

  /** Steps and settles until nothing more happens, for at most so many rounds. */
  void play(int rounds) {
    for (int i = 0; i < rounds; i++) {
      long before = cluster.snapshot().index();
      step();
      settle();
      if (cluster.snapshot().index() == before) {
        return;
      }
    }
  }

  /** Told to move, or stopped without being replaced yet by one whose health is known. */
  long moving(JobSpec job) {
    long inPlace =
        cluster.running(job).stream()
            .filter(a -> !Boolean.TRUE.equals(a.desiredTransition().migrate()))
            .filter(a -> a.deploymentStatus() != null && a.deploymentStatus().healthy() != null)
            .count();
    return job.taskGroups().getFirst().count() - inPlace;
  }
}
