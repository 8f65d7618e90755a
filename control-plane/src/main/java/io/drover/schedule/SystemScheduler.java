package io.drover.schedule;

import io.drover.contract.ids.EvalId;
import io.drover.contract.model.AllocMetric;
import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.UpdateStrategy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Schedules system and sysbatch jobs: one allocation of each group on every node that can have it.
 * Source: semantics.md 6.
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
    private final Ids ids;
    private final PlanBuilder plan;
    private final List<Allocation> existing;
    private final Cluster cluster;
    private final JobUsage usage;
    private final Ranking ranking;
    private final Grants grants;
    private final Map<String, Integer> queued = new TreeMap<>();
    private final Map<String, AllocMetric> failed = new TreeMap<>();
    private final Map<String, GroupAsk> asks = new TreeMap<>();
    private final Map<String, Misses> misses = new HashMap<>();
    private final SystemReconciler work;
    private boolean full;

    Round(State state, Evaluation evaluation, JobVersion version, Planner planner) {
      this.state = state;
      this.evaluation = evaluation;
      this.version = version;
      this.job = state.job(version.digest());
      this.ids = new Ids(evaluation.id(), state.snapshot().index());
      this.plan = new PlanBuilder(state, evaluation, ids);
      this.existing = state.snapshot().allocationsOf(evaluation.job());
      this.cluster =
          new Cluster(state.snapshot(), evaluation.id(), job.datacenters(), job.nodePool());
      this.usage = new JobUsage(cluster, state.snapshot(), existing);
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
      this.work = new SystemReconciler(state, version, job, cluster);
    }

    Attempts.Made plan() {
      work.reconcile(existing);
      job.taskGroups().forEach(group -> queued.put(group.name(), 0));
      for (Reconciliation.Stop stop : work.stops) {
        plan.stop(stop);
        release(stop.allocation());
      }
      work.noted.forEach(plan::note);
      List<SystemReconciler.Slot> destructive = updateInPlace();
      work.missing.forEach(slot -> place(slot, null, true));
      int most = mostReplaced(destructive.size());
      destructive.stream().limit(most).forEach(this::replace);
      misses.forEach(this::leftOutEverywhere);
      Feasibility feasibility = ranking.feasibility();
      Outcomes.Found found =
          new Outcomes.Found(queued, failed, feasibility.classEligibility(), feasibility.escaped());
      List<Evaluation> evaluations = outcome(found, most < destructive.size());
      return new Attempts.Made(plan.build(job.allAtOnce(), evaluations), found, work.desired);
    }

    private void release(Allocation allocation) {
      cluster.release(allocation);
      usage.stopped(allocation, 1);
    }

    private void restore(Allocation allocation) {
      cluster.restore(allocation);
      usage.stopped(allocation, -1);
    }

    private GroupAsk ask(TaskGroup group) {
      GroupAsk ask = asks.get(group.name());
      if (ask == null) {
        throw new IllegalStateException("every group of the job has an ask");
      }
      return ask;
    }

    /** Updates what needs no restart, and returns the rest. */
    private List<SystemReconciler.Slot> updateInPlace() {
      List<SystemReconciler.Slot> destructive = new ArrayList<>();
      for (SystemReconciler.Slot slot : work.outdated) {
        Allocation before = slot.before();
        if (before == null) {
          throw new IllegalStateException("nothing is outdated where nothing was");
        }
        if (fitsInPlace(slot, before)) {
          work.desired.add(slot.group().name(), Desired.Change.IN_PLACE_UPDATE);
          if (!before.terminal()) {
            plan.updateInPlace(before, version, slot.group(), null);
          }
        } else {
          work.desired.add(slot.group().name(), Desired.Change.DESTRUCTIVE_UPDATE);
          destructive.add(slot);
        }
      }
      return destructive;
    }

    private boolean fitsInPlace(SystemReconciler.Slot slot, Allocation before) {
      if (Updates.destructive(before, slot.group(), job, version, state)) {
        return false;
      }
      if (before.terminal()) {
        return true; // Its work is done, and would be done the same way again.
      }
      release(before);
      boolean fits = ranking.selectOnly(ask(slot.group()), before.name(), slot.node(), false) >= 0;
      restore(before);
      return fits;
    }

    /** A rolling job replaces only so many before the next stagger. */
    private int mostReplaced(int wanted) {
      UpdateStrategy update = job.update();
      boolean rolling = update != null && update.maxParallel() > 0 && !update.stagger().isZero();
      return rolling ? Math.min(wanted, update.maxParallel()) : wanted;
    }

    private void replace(SystemReconciler.Slot slot) {
      Allocation before = slot.before();
      place(slot, before == null || before.terminal() ? null : before, false);
    }

    private void place(
        SystemReconciler.Slot slot, @Nullable Allocation replaced, boolean additional) {
      TaskGroup group = slot.group();
      if (replaced != null) {
        release(replaced);
      }
      // A system job's allocations have the name of the job, not its id, and count by node.
      String name = job.name() + "." + group.name() + "[" + slot.index() + "]";
      if (ranking.selectOnly(ask(group), name, slot.node(), true) < 0) {
        if (replaced != null) { // What runs is better than nothing.
          restore(replaced);
        }
        miss(group, ranking.metric(), additional);
        return;
      }
      if (additional) {
        work.desired.add(group.name(), Desired.Change.PLACE);
      }
      if (replaced != null) {
        plan.stop(replaced, Descriptions.UPDATING, null);
      }
      NodeLoad load = cluster.load(slot.node());
      List<Allocation> victims = ranking.evict();
      AllocatedResources resources = grants.grant(ask(group), load);
      load.hold(resources);
      usage.placed(group.name(), load.node.id());
      Placement placement = new Placement(group, name, slot.before(), null, replaced, false, false);
      plan.place(placement, version, "", load.node, resources, ranking.metric());
      plan.preempt(victims);
      work.desired.preempted(group.name(), victims);
    }

    /** How many nodes cannot have the group whatever is free, and why. */
    private static final class Misses {
      int filtered;
      @Nullable AllocMetric metric;
    }

    /** A node that is too full is a failure; one that a rule leaves out is not. */
    private void miss(TaskGroup group, AllocMetric metric, boolean additional) {
      if (metric.nodesFiltered() > 0) {
        Misses missed = misses.computeIfAbsent(group.name(), g -> new Misses());
        missed.filtered++;
        missed.metric = missed.metric == null ? metric : plus(missed.metric, metric);
        return;
      }
      if (additional) {
        work.desired.add(group.name(), Desired.Change.PLACE);
      }
      queued.merge(group.name(), 1, Integer::sum);
      AllocMetric before = failed.get(group.name());
      AllocMetric now =
          before == null ? metric : before.withCoalescedFailures(before.coalescedFailures() + 1);
      failed.put(group.name(), MetricBuilder.plusFailure(now, group));
      full = true;
    }

    private void leftOutEverywhere(String group, Misses missed) {
      if (missed.filtered == cluster.size() && missed.metric != null) {
        failed.put(group, missed.metric);
      }
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

    private List<Evaluation> outcome(Outcomes.Found found, boolean more) {
      List<Evaluation> all = new ArrayList<>();
      EvalId next = more ? ids.evaluation() : null;
      if (full && evaluation.status() == EvalStatus.BLOCKED) {
        all.add(Outcomes.reblocked(evaluation, state, found).withNextEval(next));
      } else {
        EvalId blocked = full ? ids.evaluation() : null;
        all.add(Outcomes.complete(evaluation, state, found, blocked).withNextEval(next));
        if (blocked != null) {
          // One for the whole job, woken by any of its nodes: Nomad has one for each node.
          all.add(Outcomes.blocked(blocked, evaluation, state, found, false));
        }
      }
      if (next != null) {
        all.add(Outcomes.rolling(next, evaluation, state, job.update().stagger()));
      }
      return all;
    }
  }
}
