package io.drover.schedule;

import io.drover.contract.model.AllocMetric;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import io.drover.contract.model.TaskGroup;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Chooses nodes for the allocations of one version of a service or batch job, one after another.
 * The plan so far counts: whoever changes it tells every Placing of the round.
 */
final class Placing {
  final JobVersion version;
  private final State state;
  private final JobSpec job;
  private final Cluster cluster;
  private final JobUsage usage;
  private final Ranking ranking;
  private final Grants grants;
  private final Map<String, GroupAsk> asks = new TreeMap<>();

  Placing(
      State state,
      Evaluation evaluation,
      JobVersion version,
      JobSpec job,
      List<Allocation> existing,
      Planner planner) {
    this.state = state;
    this.version = version;
    this.job = job;
    this.cluster =
        new Cluster(state.snapshot(), evaluation.id(), job.datacenters(), job.nodePool());
    this.usage = new JobUsage(cluster, state.snapshot(), existing);
    EffectiveScheduling scheduling =
        EffectiveScheduling.of(state.snapshot(), job.type(), job.nodePool());
    this.grants = new Grants(cluster.random, scheduling.memoryOversubscription());
    for (TaskGroup group : job.taskGroups()) {
      asks.put(group.name(), new GroupAsk(group));
    }
    this.ranking =
        new Ranking(
            state,
            cluster,
            job,
            List.copyOf(asks.values()),
            usage,
            Ranking.Options.of(job.type(), scheduling),
            planner::nanoTime);
  }

  Feasibility feasibility() {
    return ranking.feasibility();
  }

  /** What the last choice looked at. */
  AllocMetric metric() {
    return ranking.metric();
  }

  private GroupAsk ask(TaskGroup group) {
    GroupAsk ask = asks.get(group.name());
    if (ask == null) {
      throw new IllegalStateException("group " + group.name() + " is not of the job");
    }
    return ask;
  }

  /** The plan stops this one. */
  void release(Allocation allocation) {
    cluster.release(allocation);
    usage.stopped(allocation, 1);
  }

  /** The plan does not stop it after all. */
  void restore(Allocation allocation) {
    cluster.restore(allocation);
    usage.stopped(allocation, -1);
  }

  /** The plan has this one on a node. */
  void hold(Allocation placed) {
    int number = cluster.number(placed.nodeId());
    if (number >= 0) {
      cluster.load(number).hold(placed.allocatedResources());
    }
    usage.placed(placed.taskGroup(), placed.nodeId());
  }

  /** Whether the allocation can stay where it is under this version. */
  boolean fitsInPlace(Allocation allocation, TaskGroup group) {
    Node node = state.snapshot().node(allocation.nodeId());
    if (node == null || !Cluster.eligible(node, job.datacenters(), job.nodePool())) {
      return false;
    }
    int number = cluster.number(node.id());
    if (number < 0) {
      return true; // The node takes no new work, but what it has may stay.
    }
    release(allocation);
    boolean fits = ranking.selectOnly(ask(group), allocation.name(), number, false) >= 0;
    restore(allocation);
    return fits;
  }

  /**
   * The number of the node for one more, or -1; the former node alone first if disks are to stay.
   */
  int select(TaskGroup group, Placement placement) {
    Allocation previous = placement.previous();
    GroupAsk ask = ask(group);
    if (previous != null && (group.ephemeralDisk().sticky() || group.ephemeralDisk().migrate())) {
      int number = cluster.number(previous.nodeId());
      if (number >= 0 && ranking.selectOnly(ask, placement.name(), number, false) >= 0) {
        return number;
      }
    }
    return ranking.select(ask, placement.name(), placement.penalised());
  }

  /** Makes room on the selected node; these have to stop for it. */
  List<Allocation> evict() {
    return ranking.evict();
  }

  /** The plan stops these, which are of other jobs. */
  void evicted(List<Allocation> victims) {
    victims.forEach(cluster::release);
  }

  /** Puts the allocation on the selected node into the plan. */
  Allocation place(
      PlanBuilder plan, TaskGroup group, Placement placement, String deploymentId, int number) {
    NodeLoad load = cluster.load(number);
    return plan.place(
        placement, version, deploymentId, load.node, grants.grant(ask(group), load), metric());
  }
}
