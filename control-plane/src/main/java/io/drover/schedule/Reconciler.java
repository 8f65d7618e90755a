package io.drover.schedule;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares what a service or batch job has with what it should have, and stops what is left of jobs
 * of any type. Chooses no nodes. Source: semantics.md 4.2 to 4.9.
 */
final class Reconciler {

  /** What the reconciliation of each group of a job works with. */
  record Subject(
      State state,
      Evaluation evaluation,
      JobVersion version,
      JobSpec job,
      boolean batch,
      OwnGroups own,
      Standings standings,
      FollowUps followUps,
      Disconnects disconnects,
      Rollout rollout,
      Updates.InPlaceCheck inPlace,
      Reconciliation result) {

    boolean outdated(Allocation allocation) {
      return allocation.jobRef().version() < version.version()
          || allocation.jobRef().createIndex() < version.createIndex();
    }

    boolean ofThisVersion(Allocation allocation) {
      return allocation.jobRef().version() == version.version()
          && allocation.jobRef().createIndex() == version.createIndex();
    }
  }

  private final State state;
  private final Evaluation evaluation;
  private final Rollout rollout;
  private final OwnGroups own;
  private final Standings standings;
  private final Reconciliation result = new Reconciliation();

  Reconciler(State state, Evaluation evaluation, Rollout rollout) {
    this.state = state;
    this.evaluation = evaluation;
    this.rollout = rollout;
    this.own = new OwnGroups(state);
    this.standings = new Standings(state, own);
  }

  /** What is to be done for a job that is to run. */
  Reconciliation reconcile(
      JobVersion version,
      JobSpec job,
      Ids ids,
      Updates.InPlaceCheck inPlace,
      List<Allocation> all) {
    Map<String, List<Allocation>> byGroup = byGroup(all);
    FollowUps followUps = new FollowUps(state, evaluation, version, ids);
    Subject subject =
        new Subject(
            state,
            evaluation,
            version,
            job,
            job.type() == JobType.BATCH,
            own,
            standings,
            followUps,
            new Disconnects(state, own, standings, followUps, result),
            rollout,
            inPlace,
            result);
    boolean complete = true;
    for (TaskGroup group : job.taskGroups()) {
      result.desired.group(group.name());
      List<Allocation> have = byGroup.remove(group.name());
      GroupReconciler reconciler =
          new GroupReconciler(subject, group, have == null ? new ArrayList<>() : have);
      complete &= reconciler.reconcile();
    }
    byGroup.forEach(this::stopAll);
    if (complete) {
      rollout.complete();
    }
    return result;
  }

  /** What is to be done for a job that was stopped, or is gone. */
  Reconciliation stop(List<Allocation> all) {
    byGroup(all).forEach(this::stopAll);
    return result;
  }

  private Map<String, List<Allocation>> byGroup(List<Allocation> all) {
    Map<String, List<Allocation>> byGroup = new TreeMap<>();
    for (Allocation allocation : all) {
      byGroup.computeIfAbsent(allocation.taskGroup(), g -> new ArrayList<>()).add(allocation);
      if (willNeverEnd(allocation)) {
        result.lose(allocation, null);
      }
    }
    byGroup.values().forEach(group -> group.sort(AllocSets.BY_NAME));
    return byGroup;
  }

  /** What was to stop on a node that is down will never be reported as ended. */
  private boolean willNeverEnd(Allocation allocation) {
    return allocation.serverTerminal() && !allocation.clientTerminal() && gone(allocation.nodeId());
  }

  private boolean gone(NodeId id) {
    Node node = state.snapshot().node(id);
    return node == null || node.status() == NodeStatus.DOWN;
  }

  private void stopAll(String group, List<Allocation> allocations) {
    result.desired.group(group);
    for (Allocation allocation : allocations) {
      if (!allocation.terminal()) {
        result.desired.add(group, Desired.Change.STOP);
        if (standings.of(allocation) == Standings.Standing.LOST) {
          result.lose(allocation, null);
        } else {
          result.stop(allocation, Descriptions.NOT_NEEDED);
        }
      }
    }
  }
}
