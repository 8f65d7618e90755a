package io.drover.schedule;

import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.AllocMetric;
import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Schedules system and sysbatch jobs: one allocation of each group on every node that can have it.
 * Without preemption and without the stagger of rolling updates, so far. Source: semantics.md 6.
 */
final class SystemScheduler implements Scheduler {
  private final State state;
  private final Planner planner;

  SystemScheduler(State state, Planner planner) {
    this.state = state;
    this.planner = planner;
  }

  @Override
  public void process(Evaluation evaluation) {
    JobVersion version = state.snapshot().job(evaluation.job());
    if (version == null) {
      throw new IllegalStateException("only jobs that are there get here");
    }
    Attempts.run(
        state, planner, evaluation, false, (newest, e) -> round(newest, e, version).plan());
  }

  /** The job may have been stopped or replaced since the attempt before. */
  private Round round(State newest, Evaluation evaluation, JobVersion first) {
    JobVersion version = newest.snapshot().job(evaluation.job());
    return new Round(newest, evaluation, version == null ? first.withStop(true) : version, planner);
  }

  private static final class Round {
    private final State state;
    private final Evaluation evaluation;
    private final JobVersion version;
    private final JobSpec job;
    private final boolean sysbatch;
    private final Ids ids;
    private final PlanBuilder plan;
    private final Cluster cluster;
    private final JobUsage usage;
    private final Ranking ranking;
    private final Grants grants;
    private final Map<String, Integer> queued = new TreeMap<>();
    private final Map<String, AllocMetric> failed = new TreeMap<>();
    private final Map<String, NodeId> failedOn = new TreeMap<>();
    private final Map<String, GroupAsk> asks = new TreeMap<>();
    private final Desired desired = new Desired();

    Round(State state, Evaluation evaluation, JobVersion version, Planner planner) {
      this.state = state;
      this.evaluation = evaluation;
      this.version = version;
      this.job = state.job(version.digest());
      this.sysbatch = job.type() == JobType.SYSBATCH;
      this.ids = new Ids(evaluation.id(), state.snapshot().index());
      this.plan = new PlanBuilder(state, evaluation, ids);
      this.cluster =
          new Cluster(state.snapshot(), evaluation.id(), job.datacenters(), job.nodePool());
      this.usage =
          new JobUsage(cluster, state.snapshot(), state.snapshot().allocationsOf(evaluation.job()));
      EffectiveScheduling scheduling =
          EffectiveScheduling.of(state.snapshot(), job.type(), job.nodePool());
      this.grants = new Grants(cluster.random, scheduling.memoryOversubscription());
      job.taskGroups().forEach(group -> asks.put(group.name(), new GroupAsk(group)));
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

    Attempts.Made plan() {
      Map<String, Map<NodeId, List<Allocation>>> byGroup = new TreeMap<>();
      for (Allocation a : state.snapshot().allocationsOf(evaluation.job())) {
        byGroup
            .computeIfAbsent(a.taskGroup(), g -> new HashMap<>())
            .computeIfAbsent(a.nodeId(), n -> new ArrayList<>())
            .add(a);
      }
      if (!version.stop()) {
        for (TaskGroup group : job.taskGroups()) {
          queued.put(group.name(), 0);
          desired.group(group.name());
          Map<NodeId, List<Allocation>> have = byGroup.remove(group.name());
          group(group, have == null ? new HashMap<>() : have);
        }
      }
      byGroup.values().forEach(nodes -> nodes.values().forEach(this::stopAll));
      Feasibility feasibility = ranking.feasibility();
      Outcomes.Found found =
          new Outcomes.Found(queued, failed, feasibility.classEligibility(), feasibility.escaped());
      return new Attempts.Made(plan.build(job.allAtOnce(), outcome(found)), found, desired);
    }

    private void stopAll(List<Allocation> allocations) {
      for (Allocation allocation : allocations) {
        if (!allocation.terminal()) {
          boolean gone = unreachable(allocation.nodeId());
          stop(allocation, gone ? Descriptions.LOST : Descriptions.NOT_NEEDED, gone);
        }
      }
    }

    private void stop(Allocation allocation, String description, boolean lost) {
      plan.stop(allocation, description, lost ? ClientStatus.LOST : null);
      boolean moves = description.equals(Descriptions.NODE_TAINTED);
      desired.add(allocation.taskGroup(), moves ? Desired.Change.MIGRATE : Desired.Change.STOP);
      cluster.release(allocation);
      usage.stopped(allocation, 1);
    }

    private boolean unreachable(NodeId id) {
      Node node = state.snapshot().node(id);
      return node == null
          || node.status() == NodeStatus.DOWN
          || node.status() == NodeStatus.DISCONNECTED;
    }

    private void group(TaskGroup group, Map<NodeId, List<Allocation>> have) {
      have.forEach((node, allocations) -> allocations.forEach(a -> keepOrStop(group, a)));
      Misses misses = new Misses();
      for (int number = 0; number < cluster.size(); number++) {
        List<Allocation> here = have.getOrDefault(cluster.nodes[number].id(), List.of());
        for (int index = 0; index < group.count(); index++) {
          place(group, number, index, here, misses);
        }
      }
      if (misses.filtered == cluster.size() && misses.filtered > 0 && misses.metric != null) {
        failed.put(group.name(), misses.metric);
      }
    }

    /** How many nodes cannot have the group whatever is free, and why. */
    private static final class Misses {
      int filtered;
      @org.jspecify.annotations.Nullable AllocMetric metric;
    }

    /** What runs goes on, unless its node is gone or not the job's any more, or it was told to. */
    private void keepOrStop(TaskGroup group, Allocation allocation) {
      if (allocation.terminal()) {
        return;
      }
      Node node = state.snapshot().node(allocation.nodeId());
      if (node == null || unreachable(allocation.nodeId())) {
        stop(allocation, Descriptions.LOST, true);
      } else if (Boolean.TRUE.equals(allocation.desiredTransition().migrate())) {
        stop(allocation, Descriptions.NODE_TAINTED, false);
      } else if (!Cluster.eligible(node, job.datacenters(), job.nodePool())
          || allocation.index() >= group.count()) {
        stop(allocation, Descriptions.NOT_NEEDED, false);
      }
    }

    private void place(
        TaskGroup group, int number, int index, List<Allocation> here, Misses misses) {
      Allocation live = null;
      Allocation last = null;
      for (Allocation allocation : here) {
        if (allocation.index() == index) {
          if (!allocation.terminal()) {
            live = allocation;
          } else if (last == null || last.createIndex() < allocation.createIndex()) {
            last = allocation;
          }
        }
      }
      if (live != null && current(live)
          || live == null && last != null && sysbatch && current(last) && !lost(last)) {
        desired.add(group.name(), Desired.Change.IGNORE);
        return;
      }
      GroupAsk ask = asks.get(group.name());
      if (ask == null) {
        throw new IllegalStateException("every group of the job has an ask");
      }
      if (live != null) {
        cluster.release(live);
        usage.stopped(live, 1);
      }
      boolean restart = live == null || destructive(live, group);
      desired.add(
          group.name(),
          live == null
              ? Desired.Change.PLACE
              : restart ? Desired.Change.DESTRUCTIVE_UPDATE : Desired.Change.IN_PLACE_UPDATE);
      String name = job.name() + "." + group.name() + "[" + index + "]";
      if (ranking.selectOnly(ask, name, number, restart) < 0) {
        AllocMetric metric = ranking.metric();
        if (live != null) { // What runs is better than nothing.
          cluster.restore(live);
          usage.stopped(live, -1);
        }
        miss(group, number, metric, misses);
        return;
      }
      if (!restart) {
        cluster.restore(live);
        usage.stopped(live, -1);
        plan.updateInPlace(live, version);
        return;
      }
      if (live != null) {
        plan.stop(live, Descriptions.UPDATING, null);
      }
      NodeLoad load = cluster.load(number);
      List<Allocation> victims = ranking.evict();
      AllocatedResources resources = grants.grant(ask, load);
      load.hold(resources);
      usage.placed(group.name(), load.node.id());
      // A system job's allocations have the name of the job, not its id, and count by node.
      Placement placement = new Placement(group, name, live == null ? last : live, false, live);
      plan.place(placement, version, load.node, resources, ranking.metric());
      plan.preempt(victims);
      desired.preempted(group.name(), victims);
    }

    private boolean current(Allocation allocation) {
      return allocation.jobRef().jobModifyIndex() == version.jobModifyIndex();
    }

    private static boolean lost(Allocation allocation) {
      return allocation.clientStatus() == ClientStatus.LOST;
    }

    private boolean destructive(Allocation live, TaskGroup group) {
      return !live.jobRef().digest().equals(version.digest())
          && GroupChange.destructive(state.job(live.jobRef().digest()), job, group.name());
    }

    /** A node that is too full is a failure; one that a rule leaves out is not. */
    private void miss(TaskGroup group, int number, AllocMetric metric, Misses misses) {
      if (metric.nodesFiltered() > 0) {
        misses.filtered++;
        misses.metric = misses.metric == null ? metric : plus(misses.metric, metric);
        return;
      }
      queued.merge(group.name(), 1, Integer::sum);
      AllocMetric before = failed.get(group.name());
      AllocMetric now =
          before == null ? metric : before.withCoalescedFailures(before.coalescedFailures() + 1);
      failed.put(group.name(), MetricBuilder.plusFailure(now, group));
      failedOn.putIfAbsent(group.name(), cluster.nodes[number].id());
    }

    private static AllocMetric plus(AllocMetric a, AllocMetric b) {
      return a.withNodesEvaluated(a.nodesEvaluated() + b.nodesEvaluated())
          .withNodesFiltered(a.nodesFiltered() + b.nodesFiltered())
          .withClassFiltered(sum(a.classFiltered(), b.classFiltered()))
          .withConstraintFiltered(sum(a.constraintFiltered(), b.constraintFiltered()));
    }

    private static Map<String, Integer> sum(Map<String, Integer> a, Map<String, Integer> b) {
      Map<String, Integer> all = new TreeMap<>(a);
      b.forEach((key, value) -> all.merge(key, value, Integer::sum));
      return all;
    }

    private List<Evaluation> outcome(Outcomes.Found found) {
      List<Evaluation> all = new ArrayList<>();
      if (failedOn.isEmpty()) {
        all.add(Outcomes.complete(evaluation, state, found, null));
      } else if (evaluation.status() == EvalStatus.BLOCKED) {
        all.add(Outcomes.reblocked(evaluation, state, found));
      } else {
        EvalId id = ids.evaluation();
        all.add(Outcomes.complete(evaluation, state, found, id));
        // One for the whole job, woken by any of its nodes: Nomad has one for each node.
        all.add(Outcomes.blocked(id, evaluation, state, found, false));
      }
      return all;
    }
  }
}
