package io.drover.schedule;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.model.AllocMetric;
import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Schedules service and batch jobs, and stops jobs of any type. Source: semantics.md 4. */
final class GenericScheduler implements Scheduler {
  private final State state;
  private final Planner planner;

  GenericScheduler(State state, Planner planner) {
    this.state = state;
    this.planner = planner;
  }

  @Override
  public void process(Evaluation evaluation) {
    Attempts.run(
        state, planner, evaluation, true, (newest, e) -> new Round(newest, e, planner).plan());
  }

  /** One plan for one state. */
  private static final class Round {
    private final State state;
    private final Evaluation evaluation;
    private final @Nullable JobVersion version;
    private final @Nullable JobSpec job;
    private final Ids ids;
    private final PlanBuilder plan;
    private final Map<String, Integer> queued = new TreeMap<>();
    private final Map<String, AllocMetric> failed = new TreeMap<>();
    private final Desired desired = new Desired();
    private final Planner planner;

    Round(State state, Evaluation evaluation, Planner planner) {
      this.state = state;
      this.evaluation = evaluation;
      this.planner = planner;
      this.version = state.snapshot().job(evaluation.job());
      this.job = version == null || version.stop() ? null : state.job(version.digest());
      this.ids = new Ids(evaluation.id(), state.snapshot().index());
      this.plan = new PlanBuilder(state, evaluation, ids);
    }

    Attempts.Made plan() {
      List<Allocation> existing = state.snapshot().allocationsOf(evaluation.job());
      Reconciliation work =
          new Reconciler(state, evaluation, version, job, ids).reconcile(existing);
      work.stops.forEach(s -> plan.stop(s.allocation(), s.description(), s.status()));
      work.waiting.forEach(plan::waitFor);
      Outcomes.Found found = Outcomes.Found.NOTHING;
      if (job != null && version != null) {
        found = place(job, version, existing, work);
      }
      count(existing, work);
      List<Evaluation> evaluations = outcome(found, work.followUps);
      return new Attempts.Made(
          plan.build(job != null && job.allAtOnce(), evaluations), found, desired);
    }

    /** Counts everything but updates, which are counted once it is known of which kind they are. */
    private void count(List<Allocation> existing, Reconciliation work) {
      Set<AllocId> changing = new HashSet<>();
      Set<AllocId> moving = new HashSet<>();
      work.updates.forEach(u -> changing.add(u.allocation().id()));
      for (Reconciliation.Stop stop : work.stops) {
        changing.add(stop.allocation().id());
        String group = stop.allocation().taskGroup();
        if (stop.description().equals(Descriptions.MIGRATING)) {
          moving.add(stop.allocation().id());
          desired.add(group, Desired.Change.MIGRATE);
        } else if (!stop.allocation().serverTerminal()) {
          desired.add(group, Desired.Change.STOP);
        }
      }
      for (Placement placement : work.placements) {
        Allocation previous = placement.previous();
        if (previous == null || !moving.contains(previous.id())) {
          desired.add(placement.group().name(), Desired.Change.PLACE);
        }
      }
      for (Allocation allocation : existing) {
        if (!allocation.terminal() && !changing.contains(allocation.id())) {
          desired.add(allocation.taskGroup(), Desired.Change.IGNORE);
        }
      }
    }

    private Outcomes.Found place(
        JobSpec spec, JobVersion current, List<Allocation> existing, Reconciliation work) {
      for (TaskGroup group : spec.taskGroups()) {
        queued.put(group.name(), 0);
        desired.group(group.name());
      }
      if (work.placements.isEmpty() && work.updates.isEmpty()) {
        return new Outcomes.Found(queued, failed, Map.of(), false);
      }
      Placing placing = new Placing(spec, current, existing);
      work.stops.forEach(s -> placing.release(s.allocation()));
      List<Placement> placements = new ArrayList<>();
      for (Reconciliation.Update update : work.updates) {
        Allocation old = update.allocation();
        if (!update.destructive() && placing.updateInPlace(update)) {
          desired.add(old.taskGroup(), Desired.Change.IN_PLACE_UPDATE);
        } else {
          desired.add(old.taskGroup(), Desired.Change.DESTRUCTIVE_UPDATE);
          placements.add(new Placement(update.group(), old.name(), old, false, old));
        }
      }
      placements.addAll(work.placements);
      placements.forEach(placing::place);
      Feasibility feasibility = placing.ranking.feasibility();
      return new Outcomes.Found(
          queued, failed, feasibility.classEligibility(), feasibility.escaped());
    }

    /** What becomes of the evaluation, and the new ones that go with it. */
    private List<Evaluation> outcome(Outcomes.Found found, List<Evaluation> followUps) {
      List<Evaluation> all = new ArrayList<>();
      boolean lacking = !found.failed().isEmpty();
      if (lacking && evaluation.status() == EvalStatus.BLOCKED) {
        all.add(Outcomes.reblocked(evaluation, state, found));
      } else {
        // What comes back anyway need not wait for capacity too.
        boolean comesBack = !followUps.isEmpty() && evaluation.waitUntil() == null;
        EvalId blocked = lacking && !comesBack ? ids.evaluation() : null;
        all.add(Outcomes.complete(evaluation, state, found, blocked));
        if (blocked != null) {
          all.add(Outcomes.blocked(blocked, evaluation, state, found, false));
        }
      }
      all.addAll(followUps);
      return all;
    }

    /** Places the allocations of one round, one after another. */
    private final class Placing {
      private final JobVersion current;
      private final Cluster cluster;
      private final JobUsage usage;
      private final Ranking ranking;
      private final Grants grants;
      private final Map<String, GroupAsk> asks = new TreeMap<>();

      Placing(JobSpec spec, JobVersion current, List<Allocation> existing) {
        this.current = current;
        this.cluster =
            new Cluster(state.snapshot(), evaluation.id(), spec.datacenters(), spec.nodePool());
        this.usage = new JobUsage(cluster, state.snapshot(), existing);
        EffectiveScheduling scheduling =
            EffectiveScheduling.of(state.snapshot(), spec.type(), spec.nodePool());
        this.grants = new Grants(cluster.random, scheduling.memoryOversubscription());
        for (TaskGroup group : spec.taskGroups()) {
          asks.put(group.name(), new GroupAsk(group));
        }
        this.ranking =
            new Ranking(
                state,
                cluster,
                spec,
                List.copyOf(asks.values()),
                usage,
                Ranking.Options.of(spec.type(), scheduling),
                planner::nanoTime);
      }

      void release(Allocation allocation) {
        cluster.release(allocation);
        usage.stopped(allocation, 1);
      }

      private void restore(Allocation allocation) {
        cluster.restore(allocation);
        usage.stopped(allocation, -1);
      }

      /** Lets the allocation go on where it is if the new version may run there. */
      boolean updateInPlace(Reconciliation.Update update) {
        Allocation allocation = update.allocation();
        Node node = state.snapshot().node(allocation.nodeId());
        if (node == null || !Cluster.eligible(node, job().datacenters(), job().nodePool())) {
          return false;
        }
        int number = cluster.number(node.id());
        if (number >= 0) { // Else it takes no new work, but what it has may stay.
          release(allocation);
          boolean fits =
              ranking.selectOnly(ask(update.group()), allocation.name(), number, false) >= 0;
          restore(allocation);
          if (!fits) {
            return false;
          }
        }
        plan.updateInPlace(allocation, current);
        return true;
      }

      private JobSpec job() {
        if (job == null) {
          throw new IllegalStateException("nothing is placed for a stopped job");
        }
        return job;
      }

      private GroupAsk ask(TaskGroup group) {
        GroupAsk ask = asks.get(group.name());
        if (ask == null) {
          throw new IllegalStateException("group " + group.name() + " is not of the job");
        }
        return ask;
      }

      void place(Placement placement) {
        TaskGroup group = placement.group();
        AllocMetric before = failed.get(group.name());
        if (before != null) {
          queued.merge(group.name(), 1, Integer::sum);
          failed.put(
              group.name(),
              MetricBuilder.plusFailure(
                  before.withCoalescedFailures(before.coalescedFailures() + 1), group));
          return;
        }
        if (placement.replaces() != null) {
          plan.stop(placement.replaces(), Descriptions.UPDATING, null);
          release(placement.replaces());
        }
        int number = select(placement);
        if (number < 0) {
          queued.merge(group.name(), 1, Integer::sum);
          failed.put(group.name(), MetricBuilder.plusFailure(ranking.metric(), group));
          if (placement.replaces() != null) {
            plan.unstop(placement.replaces());
            restore(placement.replaces());
          }
          return;
        }
        NodeLoad load = cluster.load(number);
        List<Allocation> victims = ranking.evict();
        AllocatedResources resources = grants.grant(ask(group), load);
        load.hold(resources);
        usage.placed(group.name(), load.node.id());
        plan.place(placement, current, load.node, resources, ranking.metric());
        plan.preempt(victims);
        desired.preempted(group.name(), victims);
      }

      /** The former node alone first, if the group's disk is to stay with it. */
      private int select(Placement placement) {
        Allocation previous = placement.previous();
        GroupAsk ask = ask(placement.group());
        if (previous != null
            && (ask.group.ephemeralDisk().sticky() || ask.group.ephemeralDisk().migrate())) {
          int number = cluster.number(previous.nodeId());
          if (number >= 0 && ranking.selectOnly(ask, placement.name(), number, false) >= 0) {
            return number;
          }
        }
        return ranking.select(ask, placement.name(), placement.penalised());
      }
    }
  }
}
