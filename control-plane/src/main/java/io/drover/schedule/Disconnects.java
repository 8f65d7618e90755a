package io.drover.schedule;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What follows when nodes are lost or lost sight of: replacements that wait until the node has
 * stopped what they replace, and a time after which nobody waits for a node any more. Source:
 * semantics.md 4.3, 4.9.
 */
final class Disconnects {
  /** A node gives every task at least so much time to end. */
  private static final Duration LEAST_KILL_TIMEOUT = Duration.ofSeconds(5);

  private final State state;
  private final OwnGroups own;
  private final Standings standings;
  private final FollowUps followUps;
  private final Reconciliation result;

  Disconnects(
      State state, OwnGroups own, Standings standings, FollowUps followUps, Reconciliation result) {
    this.state = state;
    this.own = own;
    this.standings = standings;
    this.followUps = followUps;
    this.result = result;
  }

  /** Has evaluations come back when the nodes of these will have stopped them; tells for which. */
  Map<AllocId, EvalId> stopLater(List<Allocation> lost) {
    List<FollowUps.Due> due = new ArrayList<>();
    for (Allocation allocation : lost) {
      Duration wait = stopsAfter(allocation);
      if (wait != null) {
        due.add(new FollowUps.Due(allocation, state.nowNanos() + wait.toNanos()));
      }
    }
    return followUps.make(due, EvalTrigger.ALLOC_FAILURE, Descriptions.DELAYED, result.followUps);
  }

  /** How long a node that is out of touch lets it run, the end of its tasks included. */
  private @Nullable Duration stopsAfter(Allocation allocation) {
    TaskGroup group = own.of(allocation);
    Duration after = group == null ? null : group.stopAfterClientDisconnect();
    if (group == null || after == null || after.isZero()) {
      return null;
    }
    Duration kill = LEAST_KILL_TIMEOUT;
    for (Task task : group.tasks()) {
      kill = task.killTimeout().compareTo(kill) > 0 ? task.killTimeout() : kill;
    }
    return after.plus(kill);
  }

  /** True when a lost allocation of these may still run on its node, so that none may follow it. */
  boolean mayStillRun(List<Allocation> all) {
    return all.stream()
        .anyMatch(
            a ->
                a.serverTerminal()
                    && a.nextAllocation() == null
                    && followUps.delayed(a)
                    && stopsAfter(a) != null);
  }

  /** Notes that nobody knows how these do, and has evaluations come back when that is too long. */
  void awaitReturn(List<Allocation> cutOff) {
    List<FollowUps.Due> due = new ArrayList<>();
    for (Allocation allocation : cutOff) {
      Duration longest = standings.maxDisconnect(allocation);
      if (longest != null) {
        due.add(new FollowUps.Due(allocation, state.nowNanos() + longest.toNanos()));
      }
    }
    Map<AllocId, EvalId> made =
        followUps.make(
            due,
            EvalTrigger.MAX_DISCONNECT_TIMEOUT,
            Descriptions.DISCONNECT_TIMEOUT,
            result.followUps);
    for (FollowUps.Due each : due) {
      Allocation unknown = standings.unknown(each.allocation());
      result.noted.add(unknown.withFollowupEvalId(made.get(each.allocation().id())));
    }
  }
}
