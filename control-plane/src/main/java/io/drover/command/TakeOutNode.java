package io.drover.command;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Eligibility;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeEvent;
import io.drover.event.NodeEligibilityChanged;
import io.drover.state.Snapshot;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A node for which plans were refused too often takes no more work. */
public record TakeOutNode(NodeId node) implements Command<Boolean> {

  /** True when it took work until now. */
  @Override
  public Outcome<Boolean> decide(Snapshot snapshot, Context context) {
    Node old = snapshot.node(node);
    if (old == null || old.schedulingEligibility() != Eligibility.ELIGIBLE) {
      return Outcome.unchanged(index -> false);
    }
    NodeEvent note =
        new NodeEvent(
            "Node marked as ineligible for scheduling due to multiple plan rejections",
            "Scheduler",
            null,
            context.now().truncatedTo(ChronoUnit.SECONDS),
            0);
    return new Outcome<>(
        List.of(new NodeEligibilityChanged(node, Eligibility.INELIGIBLE, context.nowNanos(), note)),
        index -> true);
  }
}
