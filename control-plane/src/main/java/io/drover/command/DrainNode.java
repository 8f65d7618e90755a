package io.drover.command;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.DrainMetadata;
import io.drover.contract.model.DrainStrategy;
import io.drover.contract.model.Eligibility;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeEvent;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.event.NodeDrainChanged;
import io.drover.state.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operator lets a node be emptied, changes how, or calls it off (a null spec). Source:
 * semantics.md 9.1.
 *
 * @param markEligible when it is called off, whether the node takes work again
 * @param meta what the operator notes down; empty keeps what a running drain has
 */
public record DrainNode(
    NodeId node, @Nullable Spec spec, boolean markEligible, Map<String, String> meta)
    implements Command<NodeWritten> {

  public DrainNode {
    meta = Map.copyOf(meta);
  }

  /**
   * How to empty it.
   *
   * @param deadline after which what is left is stopped; zero for never, negative for at once
   */
  public record Spec(Duration deadline, boolean ignoreSystemJobs) {}

  @Override
  public Outcome<NodeWritten> decide(Snapshot snapshot, Context context) throws Refusal {
    Node old = snapshot.node(node);
    if (old == null) {
      throw new Refusal(500, "node not found");
    }
    DrainStrategy strategy = strategy(old, context.now());
    Eligibility eligibility =
        strategy != null
            ? Eligibility.INELIGIBLE
            : markEligible ? Eligibility.ELIGIBLE : old.schedulingEligibility();
    List<Event> events = new ArrayList<>();
    events.add(
        new NodeDrainChanged(
            node,
            strategy,
            eligibility,
            metadata(old, strategy, context.now()),
            context.nowNanos(),
            note(old, strategy, context)));
    List<Evaluation> evaluations =
        eligibility == Eligibility.ELIGIBLE && old.schedulingEligibility() == Eligibility.INELIGIBLE
            ? NodeEvaluations.of(snapshot, context, old)
            : List.of();
    if (!evaluations.isEmpty()) {
      events.add(new EvaluationsUpdated(evaluations));
    }
    return new Outcome<>(events, index -> NodeWritten.of(evaluations, index));
  }

  private @Nullable DrainStrategy strategy(Node old, Instant now) {
    if (spec == null) {
      return null;
    }
    DrainStrategy running = old.drainStrategy();
    boolean forced = spec.deadline().isPositive();
    return new DrainStrategy(
        spec.deadline(),
        spec.ignoreSystemJobs(),
        forced ? now.plus(spec.deadline()) : null,
        running == null ? now : running.startedAt());
  }

  private @Nullable DrainMetadata metadata(Node old, @Nullable DrainStrategy strategy, Instant at) {
    Instant now = at.truncatedTo(ChronoUnit.SECONDS);
    DrainMetadata last = old.lastDrain();
    if (old.drainStrategy() == null && strategy == null) {
      return last;
    }
    if (old.drainStrategy() == null || last == null) {
      return new DrainMetadata(now, now, strategy == null ? "canceled" : "draining", "", meta);
    }
    return last.withUpdatedAt(now)
        .withStatus(strategy == null ? "canceled" : "draining")
        .withMeta(meta.isEmpty() ? last.meta() : meta);
  }

  private static @Nullable NodeEvent note(
      Node old, @Nullable DrainStrategy strategy, Context context) {
    if (old.drainStrategy() == null) {
      return strategy == null ? null : NodeNotes.drain(NodeNotes.DRAIN_SET, context);
    }
    return NodeNotes.drain(
        strategy == null ? NodeNotes.DRAIN_DISABLED : NodeNotes.DRAIN_UPDATED, context);
  }
}
