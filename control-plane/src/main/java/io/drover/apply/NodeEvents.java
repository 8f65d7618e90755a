package io.drover.apply;

import io.drover.contract.model.NodeEvent;
import java.util.ArrayList;
import java.util.List;

/** The newest events of a node, oldest first. */
final class NodeEvents {

  /** As many as Nomad keeps of a node. */
  private static final int KEPT = 10;

  private NodeEvents() {}

  static List<NodeEvent> plus(List<NodeEvent> events, NodeEvent event) {
    List<NodeEvent> all = new ArrayList<>(events);
    all.add(event);
    return all.subList(Math.max(0, all.size() - KEPT), all.size());
  }
}
