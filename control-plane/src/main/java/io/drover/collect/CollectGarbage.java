package io.drover.collect;

import io.drover.command.Command;
import io.drover.command.Context;
import io.drover.command.Outcome;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import io.drover.event.DeploymentsDeleted;
import io.drover.event.EvaluationsDeleted;
import io.drover.event.Event;
import io.drover.event.JobPurged;
import io.drover.event.NodePurged;
import io.drover.state.JobTally;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Removes rows that were found to be garbage. What has changed since then stays: somebody needed it
 * after all, or will tell the next round that nobody does.
 */
public record CollectGarbage(Garbage garbage) implements Command<Integer> {

  /** How many rows were removed. */
  @Override
  public Outcome<Integer> decide(Snapshot snapshot, Context context) {
    List<Event> events = new ArrayList<>();
    List<EvalId> evaluations = new ArrayList<>();
    for (Evaluation row : garbage.evaluations()) {
      if (Objects.equals(snapshot.evaluation(row.id()), row)) {
        evaluations.add(row.id());
      }
    }
    List<AllocId> allocations = new ArrayList<>();
    for (Allocation row : garbage.allocations()) {
      if (Objects.equals(snapshot.allocation(row.id()), row)) {
        allocations.add(row.id());
      }
    }
    if (!evaluations.isEmpty() || !allocations.isEmpty()) {
      events.add(new EvaluationsDeleted(evaluations, allocations));
    }
    for (JobVersion row : garbage.jobs()) {
      JobTally tally = snapshot.tally(row.key());
      boolean idle = tally.openEvaluations() == 0 && tally.liveAllocations() == 0;
      if (idle && row.equals(snapshot.job(row.key()))) {
        events.add(new JobPurged(row.key()));
      }
    }
    List<String> deployments = new ArrayList<>();
    for (Deployment row : garbage.deployments()) {
      if (row.equals(snapshot.deployment(row.id()))) {
        deployments.add(row.id());
      }
    }
    if (!deployments.isEmpty()) {
      events.add(new DeploymentsDeleted(deployments));
    }
    for (Node row : garbage.nodes()) {
      if (row.equals(snapshot.node(row.id()))) {
        events.add(new NodePurged(row.id()));
      }
    }
    int removed =
        events.size()
            + evaluations.size()
            + allocations.size()
            + deployments.size()
            - (evaluations.isEmpty() && allocations.isEmpty() ? 0 : 1)
            - (deployments.isEmpty() ? 0 : 1);
    return events.isEmpty()
        ? Outcome.unchanged(index -> 0)
        : new Outcome<>(events, index -> removed);
  }
}
