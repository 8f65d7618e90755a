package io.drover.command;

import io.drover.contract.model.NodeEvent;
import java.util.Map;

/** What the events of nodes say. Clients show these texts and look for some of them. */
final class NodeNotes {

  static final String MISSED = "Node heartbeat missed";
  static final String HEARD = "Node reregistered by heartbeat";
  static final String ELIGIBLE = "Node marked as eligible for scheduling";
  static final String INELIGIBLE = "Node marked as ineligible for scheduling";
  static final String DRAIN_SET = "Node drain strategy set";
  static final String DRAIN_UPDATED = "Node drain strategy updated";
  static final String DRAIN_DISABLED = "Node drain disabled";
  static final String DRAIN_COMPLETE = "Node drain complete";

  private NodeNotes() {}

  static NodeEvent cluster(String message, Context context) {
    return new NodeEvent(message, "Cluster", null, context.now(), 0);
  }

  static NodeEvent drain(String message, Context context) {
    return new NodeEvent(message, "Drain", null, context.now(), 0);
  }

  static NodeEvent drainComplete(boolean deadlineReached, Context context) {
    Map<String, String> details = deadlineReached ? Map.of("deadline_reached", "true") : Map.of();
    return new NodeEvent(DRAIN_COMPLETE, "Drain", details, context.now(), 0);
  }
}
