package io.drover.schedule;

import io.drover.contract.ids.EvalId;
import io.drover.contract.model.AllocMetric;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
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
    private final Planner planner;
    private final Ids ids;
    private final PlanBuilder plan;
    private final @Nullable Deployment latest;
    private final Rollout rollout;
    private final List<Allocation> existing;
    private final Map<String, Integer> queued = new TreeMap<>();
    private final Map<String, AllocMetric> failed = new TreeMap<>();
    private final Map<Long, Placing> placings = new LinkedHashMap<>();
    private final List<Consumer<Placing>> soFar = new ArrayList<>();
    private Desired desired = new Desired();

    Round(State state, Evaluation evaluation, Planner planner) {
      this.state = state;
      this.evaluation = evaluation;
      this.planner = planner;
      this.version = state.snapshot().job(evaluation.job());
      boolean runs = version != null && !version.stop();
      this.job = version == null ? null : state.job(version.digest());
      this.ids = new Ids(evaluation.id(), state.snapshot().index());
      this.plan = new PlanBuilder(state, evaluation, ids);
      boolean deploys = job == null || job.type() == JobType.SERVICE;
      this.latest = deploys ? state.snapshot().latestDeployment(evaluation.job()) : null;
      this.rollout = new Rollout(evaluation, runs ? version : null, latest, ids);
      this.existing = state.snapshot().allocationsOf(evaluation.job());
    }

    Attempts.Made plan() {
      Reconciler reconciler = new Reconciler(state, evaluation, rollout);
      if (job != null) {
        job.taskGroups().forEach(group -> queued.put(group.name(), 0));
      }
      if (version == null || job == null || version.stop()) {
        Reconciliation work = reconciler.stop(existing);
        work.stops.forEach(plan::stop);
        return made(work, Outcomes.Found.ofNothing(queued));
      }
      JobSpec spec = job;
      JobVersion current = version;
      Reconciliation work =
          reconciler.reconcile(
              current,
              spec,
              ids,
              (allocation, group) -> placing(current, spec).fitsInPlace(allocation, group),
              existing);
      return made(work, place(spec, current, work));
    }

    private Attempts.Made made(Reconciliation work, Outcomes.Found found) {
      plan.deploy(rollout);
      List<Evaluation> evaluations = outcome(found, work.followUps);
      boolean allAtOnce = job != null && job.allAtOnce();
      return new Attempts.Made(plan.build(allAtOnce, evaluations), found, work.desired);
    }

    private Outcomes.Found place(JobSpec spec, JobVersion current, Reconciliation work) {
      desired = work.desired;
      for (Reconciliation.Stop stop : work.stops) {
        plan.stop(stop);
        tell(placing -> placing.release(stop.allocation()));
      }
      work.noted.forEach(plan::note);
      work.inPlace.forEach(
          u -> plan.updateInPlace(u.allocation(), current, u.group(), rollout.active()));
      if (work.replacements.isEmpty() && work.placements.isEmpty()) {
        return Outcomes.Found.ofNothing(queued);
      }
      work.replacements.forEach(p -> place(spec, current, p));
      work.placements.forEach(p -> place(spec, current, p));
      Feasibility feasibility = placing(current, spec).feasibility();
      return new Outcomes.Found(
          queued, failed, feasibility.classEligibility(), feasibility.escaped());
    }

    /** That of a version, to which the plan so far is known. */
    private Placing placing(JobVersion of, JobSpec spec) {
      Placing placing = placings.get(of.version());
      if (placing == null) {
        placing = new Placing(state, evaluation, of, spec, existing, planner);
        placings.put(of.version(), placing);
        for (Consumer<Placing> change : soFar) {
          change.accept(placing);
        }
      }
      return placing;
    }

    private void tell(Consumer<Placing> change) {
      soFar.add(change);
      placings.values().forEach(change);
    }

    private void place(JobSpec spec, JobVersion current, Placement placement) {
      OlderVersions.Older older =
          placement.older() ? new OlderVersions(state, evaluation.job()).of(placement) : null;
      Deployment active = rollout.active();
      if (older == null) {
        String deploymentId = active == null ? "" : active.id();
        place(placing(current, spec), placement.group(), placement, deploymentId);
      } else {
        Placing placing = placing(older.version(), state.job(older.version().digest()));
        place(placing, older.group(), placement, older.deploymentId());
      }
    }

    private void place(Placing placing, TaskGroup group, Placement placement, String deploymentId) {
      AllocMetric before = failed.get(group.name());
      if (before != null) {
        queued.merge(group.name(), 1, Integer::sum);
        AllocMetric more = before.withCoalescedFailures(before.coalescedFailures() + 1);
        failed.put(group.name(), MetricBuilder.plusFailure(more, group));
        return;
      }
      Allocation replaced = placement.replaces();
      if (replaced != null) {
        plan.stop(replaced, Descriptions.UPDATING, null);
        tell(each -> each.release(replaced));
      }
      int number = placing.select(group, placement);
      if (number >= 0) {
        List<Allocation> victims = evict(placing);
        Allocation placed = placing.place(plan, group, placement, deploymentId, number);
        tell(each -> each.hold(placed));
        plan.preempt(victims);
        desired.preempted(group.name(), victims);
        return;
      }
      queued.merge(group.name(), 1, Integer::sum);
      failed.put(group.name(), MetricBuilder.plusFailure(placing.metric(), group));
      if (replaced != null) {
        plan.unstop(replaced);
        tell(each -> each.restore(replaced));
      }
    }

    /** Makes room for what is placed next; the other versions' placements have to know. */
    private List<Allocation> evict(Placing placing) {
      List<Allocation> victims = placing.evict();
      if (!victims.isEmpty()) {
        placings.values().stream().filter(p -> p != placing).forEach(p -> p.evicted(victims));
        soFar.add(later -> later.evicted(victims));
      }
      return victims;
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
        Deployment deployment = rollout.current() == null ? latest : rollout.current();
        all.add(
            Outcomes.complete(evaluation, state, found, blocked)
                .withDeploymentId(deployment == null ? "" : deployment.id()));
        if (blocked != null) {
          all.add(Outcomes.blocked(blocked, evaluation, state, found, false));
        }
      }
      all.addAll(followUps);
      return all;
    }
  }
}
