package io.drover.command;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.JobKey;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.DesiredTransition;
import io.drover.contract.model.DrainMetadata;
import io.drover.contract.model.DrainStrategy;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import io.drover.event.AllocationsMarked;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.event.NodeDrainChanged;
import io.drover.state.Snapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The next step of drains: allocations that are to move now, with an evaluation of each of their
 * jobs, and nodes whose drain is over. What was decided on a state that is not the newest is left
 * out where it does not hold any more. Source: semantics.md 9.1.
 */
public record AdvanceDrains(List<AllocId> moving, List<Done> done) implements Command<Integer> {

  /** The mark of an allocation that is to move. */
  private static final DesiredTransition MIGRATE = new DesiredTransition(true, null, null, null);

  public AdvanceDrains {
    moving = List.copyOf(moving);
    done = List.copyOf(done);
  }

  /**
   * A node whose drain is over.
   *
   * @param strategy the drain that is meant; one that was set meanwhile goes on
   */
  public record Done(NodeId node, DrainStrategy strategy, boolean deadlineReached) {}

  /** The number of allocations that were marked. */
  @Override
  public Outcome<Integer> decide(Snapshot snapshot, Context context) {
    Map<String, DesiredTransition> marks = new TreeMap<>();
    Map<JobKey, JobType> jobs = new LinkedHashMap<>();
    for (AllocId id : moving) {
      Allocation allocation = snapshot.allocation(id);
      if (allocation != null && mayMove(snapshot, allocation)) {
        marks.put(id.value(), MIGRATE);
        jobs.putIfAbsent(allocation.job(), allocation.jobRef().type());
      }
    }
    List<Event> events = new ArrayList<>();
    if (!marks.isEmpty()) {
      events.add(new AllocationsMarked(marks, context.nowNanos()));
      events.add(new EvaluationsUpdated(evaluations(snapshot, context, jobs)));
    }
    for (Done one : done) {
      Node node = snapshot.node(one.node());
      if (node != null && one.strategy().equals(node.drainStrategy())) {
        events.add(complete(node, one.deadlineReached(), context));
      }
    }
    return new Outcome<>(events, index -> marks.size());
  }

  private static boolean mayMove(Snapshot snapshot, Allocation allocation) {
    Node node = snapshot.node(allocation.nodeId());
    return !allocation.terminal()
        && !Boolean.TRUE.equals(allocation.desiredTransition().migrate())
        && node != null
        && node.drainStrategy() != null;
  }

  private static List<Evaluation> evaluations(
      Snapshot snapshot, Context context, Map<JobKey, JobType> jobs) {
    List<Evaluation> evaluations = new ArrayList<>(jobs.size());
    jobs.forEach(
        (key, type) -> {
          JobVersion job = snapshot.job(key);
          int priority = job == null ? NodeEvaluations.PRIORITY : job.priority();
          evaluations.add(NewEvaluation.of(context, key, type, priority, EvalTrigger.NODE_DRAIN));
        });
    return evaluations;
  }

  private static NodeDrainChanged complete(Node node, boolean deadlineReached, Context context) {
    Instant now = context.now().truncatedTo(ChronoUnit.SECONDS);
    DrainMetadata last = node.lastDrain();
    DrainMetadata metadata =
        last == null
            ? new DrainMetadata(now, now, "complete", "", Map.of())
            : last.withUpdatedAt(now).withStatus("complete");
    return new NodeDrainChanged(
        node.id(),
        null,
        node.schedulingEligibility(),
        metadata,
        context.nowNanos(),
        NodeNotes.drainComplete(deadlineReached, context));
  }
}
