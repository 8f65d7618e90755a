package io.drover.schedule;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.RescheduleTracker;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares one group of a service or batch job with its allocations. Made for one reconciliation of
 * one group; its steps follow each other. Source: semantics.md 4.3.
 */
final class GroupReconciler {
  private final Reconciler.Subject subject;
  private final Reconciliation result;
  private final Rollout rollout;
  private final GroupRollout progress;
  private final TaskGroup group;
  private List<Allocation> all;
  private List<Allocation> canaries = List.of();
  private List<Allocation> staying = new ArrayList<>();
  private List<Allocation> moving = new ArrayList<>();
  private List<Allocation> lost = new ArrayList<>();
  private List<Allocation> cutOff = new ArrayList<>();
  private Set<AllocId> failed = Set.of();

  /** What failed now, or was cut off now, and is to be followed by another. */
  private final List<Allocation> followed = new ArrayList<>();

  GroupReconciler(Reconciler.Subject subject, TaskGroup group, List<Allocation> all) {
    this.subject = subject;
    this.result = subject.result();
    this.rollout = subject.rollout();
    this.progress = new GroupRollout(rollout, group);
    this.group = group;
    this.all = all;
  }

  /** Adds what is to be done to the result; true when the group's deployment is complete. */
  boolean reconcile() {
    dropOutdated();
    Canaries settled = Canaries.settle(group, all, rollout, subject.standings(), result);
    canaries = settled.present();
    all = settled.others();
    sort();
    Endings endings = new Endings(subject, staying);
    staying = endings.kept;
    failed = AllocSets.ids(endings.failed);
    followed.addAll(endings.failed);
    if (!subject.batch()) {
      followed.addAll(cutOff); // A batch job has its place refilled under any free name.
    }
    Map<AllocId, EvalId> stopLater = subject.disconnects().stopLater(lost);
    boolean held = !stopLater.isEmpty() || subject.disconnects().mayStillRun(all);
    subject.disconnects().awaitReturn(cutOff);
    AllocNames names = names();
    stopLost(stopLater);
    stopSurplus(names);
    boolean changes = change(names, held);
    return !changes && endings.later == 0 && !held && progress.complete();
  }

  /** What is left to do once it is known which allocations stay; true if there is anything. */
  private boolean change(AllocNames names, boolean held) {
    Updates updates = update();
    if (progress.canarying()) {
      staying = AllocSets.without(staying, canaries);
    }
    boolean lacksCanaries = placeCanaries(names, updates.destructive);
    boolean changing = !updates.destructive.isEmpty() || !moving.isEmpty();
    int most = progress.mostChanges(staying, changing);
    List<Placement> placements = held ? List.of() : placements(names);
    progress.expect(placements.size());
    if (progress.waits()) {
      placeUrgent(placements);
      count(Desired.Change.IGNORE, updates.destructive.size());
    } else {
      placements.forEach(this::place);
      replace(updates.destructive, Math.max(0, most - placements.size()));
    }
    move();
    boolean updating = !updates.destructive.isEmpty() || !result.inPlace.isEmpty();
    if (!subject.batch()) {
      progress.join(updating || all.stream().noneMatch(subject::ofThisVersion));
    }
    return changing
        || lacksCanaries
        || !updates.inPlace.isEmpty()
        || !placements.isEmpty()
        || !followed.isEmpty();
  }

  private void count(Desired.Change change, int number) {
    result.desired.add(group.name(), change, number);
  }

  /** What a batch job ended in an earlier version does not count for this one. */
  private void dropOutdated() {
    if (subject.batch()) {
      List<Allocation> kept =
          all.stream().filter(a -> !a.terminal() || !subject.outdated(a)).toList();
      count(Desired.Change.IGNORE, all.size() - kept.size());
      all = kept;
    }
  }

  private void sort() {
    List<Allocation> returning = new ArrayList<>();
    for (Allocation allocation : all) {
      switch (subject.standings().of(allocation)) {
        case STAYS -> staying.add(allocation);
        case MOVES -> moving.add(allocation);
        case LOST -> lost.add(allocation);
        case CUT_OFF -> cutOff.add(allocation);
        case RETURNS -> returning.add(allocation);
        case AWAITED -> count(Desired.Change.IGNORE, 1);
      }
    }
    if (!returning.isEmpty()) {
      settleReturn(returning);
    }
  }

  private void settleReturn(List<Allocation> returning) {
    Reconnects reconnects = new Reconnects(subject.version(), subject.standings(), result);
    List<Allocation> kept = reconnects.settle(returning, all);
    List<Allocation> stopped = reconnects.stopped();
    count(Desired.Change.STOP, stopped.size());
    moving = AllocSets.without(moving, stopped);
    lost = AllocSets.without(lost, stopped);
    cutOff = AllocSets.without(cutOff, stopped);
    staying = new ArrayList<>(AllocSets.without(staying, stopped));
    staying.addAll(kept);
    staying.sort(AllocSets.BY_NAME);
  }

  private AllocNames names() {
    List<Allocation> using = new ArrayList<>(staying);
    using.addAll(moving);
    using.addAll(followed);
    using.addAll(lost);
    return new AllocNames(subject.evaluation().jobId(), group.name(), group.count(), using);
  }

  private void stopLost(Map<AllocId, EvalId> stopLater) {
    lost.forEach(a -> result.lose(a, stopLater.get(a.id())));
    count(Desired.Change.STOP, lost.size());
  }

  private void stopSurplus(AllocNames names) {
    boolean canarying = progress.canarying();
    List<Allocation> surplus =
        Surplus.pick(
            group.count(),
            names,
            canarying ? AllocSets.without(staying, canaries) : staying,
            canarying ? List.of() : canaries,
            moving);
    surplus.forEach(a -> result.stop(a, Descriptions.NOT_NEEDED));
    count(Desired.Change.STOP, surplus.size());
    staying = AllocSets.without(staying, surplus);
    moving = AllocSets.without(moving, surplus);
  }

  private Updates update() {
    Updates updates =
        Updates.of(
            staying, group, subject.job(), subject.version(), subject.state(), subject.inPlace());
    count(Desired.Change.IGNORE, updates.unchanged);
    count(Desired.Change.IN_PLACE_UPDATE, updates.inPlace.size());
    updates.inPlace.forEach(a -> result.inPlace.add(new Reconciliation.InPlace(a, group)));
    progress.expect(updates.destructive.size() + updates.inPlace.size());
    return updates;
  }

  /** Tries the new version beside the old one, if so wanted; true when canaries are missing. */
  private boolean placeCanaries(AllocNames names, List<Allocation> destructive) {
    int missing = progress.missingCanaries(canaries, destructive);
    if (missing > 0 && !rollout.paused() && !rollout.failed()) {
      count(Desired.Change.CANARY, missing);
      for (String name : names.nextCanaries(missing, canaries, destructive)) {
        result.placements.add(Placement.canary(group, name));
      }
    }
    return missing > 0;
  }

  private List<Placement> placements(AllocNames names) {
    boolean canarying = progress.canarying();
    List<Placement> placements = new ArrayList<>();
    int have = staying.size() + moving.size();
    for (Allocation previous : followed) {
      boolean beside = canarying && Canaries.isCanary(previous);
      if (beside || have < group.count()) {
        have += beside ? 0 : 1;
        placements.add(Placement.after(group, previous, tracker(previous), canarying));
      } else if (failed.contains(previous.id())) {
        result.stop(previous, Descriptions.NOT_NEEDED);
        count(Desired.Change.STOP, 1);
      }
    }
    for (Allocation previous : lost) {
      if (have < group.count()) {
        have++;
        placements.add(Placement.after(group, previous, null, canarying));
      }
    }
    for (String name : names.next(Math.max(0, group.count() - have))) {
      placements.add(Placement.more(group, name, canarying));
    }
    return placements;
  }

  private RescheduleTracker tracker(Allocation previous) {
    TaskGroup own = subject.own().of(previous);
    return Rescheduling.tracker(
        previous, own == null ? null : own.reschedulePolicy(), subject.state().nowNanos());
  }

  private void place(Placement placement) {
    result.placements.add(placement);
    count(Desired.Change.PLACE, 1);
    Allocation previous = placement.previous();
    if (previous != null && failed.contains(previous.id())) {
      result.stop(previous, Descriptions.RESCHEDULED);
      count(Desired.Change.STOP, 1);
    }
  }

  /**
   * While a deployment waits, what was lost or failed is replaced all the same, but not what the
   * failed deployment itself has brought.
   */
  private void placeUrgent(List<Placement> placements) {
    Deployment current = rollout.current();
    String broken = rollout.failed() && current != null ? current.id() : null;
    for (Placement placement : placements) {
      Allocation previous = placement.previous();
      boolean again = placement.tracker() != null;
      if (previous != null && !(again && previous.deploymentId().equals(broken))) {
        place(placement);
      }
    }
  }

  private void replace(List<Allocation> destructive, int most) {
    int now = Math.min(destructive.size(), most);
    count(Desired.Change.DESTRUCTIVE_UPDATE, now);
    count(Desired.Change.IGNORE, destructive.size() - now);
    destructive.stream()
        .sorted(AllocSets.BY_NAME)
        .limit(now)
        .forEach(a -> result.replacements.add(Placement.replacing(group, a)));
  }

  private void move() {
    boolean canarying = progress.canarying();
    count(Desired.Change.MIGRATE, moving.size());
    moving.sort(AllocSets.BY_NAME);
    for (Allocation allocation : moving) {
      result.stop(allocation, Descriptions.MIGRATING);
      result.placements.add(Placement.after(group, allocation, null, canarying));
    }
  }
}
