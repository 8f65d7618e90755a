package io.drover.schedule;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Node;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the allocations of the evaluated job are, the plan so far included: how many of each group
 * on each node, and how many with each value of the node properties that somebody counts.
 */
final class JobUsage {
  /** Counts allocations by a property of their node; of one group, or of all if that is null. */
  final class PropertyCount {
    private final String attribute;
    private final @Nullable String group;
    private final @Nullable String[] values;
    private final boolean[] resolved;
    final Map<String, Integer> counts = new HashMap<>();

    private PropertyCount(String attribute, @Nullable String group) {
      this.attribute = attribute;
      this.group = group;
      this.values = new String[cluster.size()];
      this.resolved = new boolean[cluster.size()];
    }

    /** The property of a usable node, or null if it has none. */
    @Nullable String value(int number) {
      if (!resolved[number]) {
        values[number] = Targets.resolve(attribute, cluster.nodes[number]);
        resolved[number] = true;
      }
      return values[number];
    }

    int count(String value) {
      return counts.getOrDefault(value, 0);
    }

    private void add(String ofGroup, NodeId nodeId, int change) {
      if (group != null && !group.equals(ofGroup)) {
        return;
      }
      int number = cluster.number(nodeId);
      Node node = number >= 0 ? cluster.nodes[number] : snapshot.node(nodeId);
      String value =
          number >= 0 ? value(number) : node == null ? null : Targets.resolve(attribute, node);
      if (value != null) {
        counts.merge(value, change, (a, b) -> a + b == 0 ? null : a + b);
      }
    }
  }

  private final Cluster cluster;
  private final Snapshot snapshot;
  private final List<Allocation> existing;
  private final int[] ofJob;
  private final Map<String, int[]> ofGroup = new HashMap<>();
  private final List<PropertyCount> properties = new ArrayList<>();

  /** Starts from the allocations that the job has. */
  JobUsage(Cluster cluster, Snapshot snapshot, List<Allocation> existing) {
    this.cluster = cluster;
    this.snapshot = snapshot;
    this.existing = existing;
    this.ofJob = new int[cluster.size()];
    for (Allocation allocation : existing) {
      if (!allocation.clientTerminal()) {
        count(allocation.taskGroup(), allocation.nodeId(), 1);
      }
    }
  }

  /** A new counter of a property. Made before the plan grows. */
  PropertyCount property(String attribute, @Nullable String group) {
    PropertyCount property = new PropertyCount(attribute, group);
    for (Allocation allocation : existing) {
      if (!allocation.terminal()) {
        property.add(allocation.taskGroup(), allocation.nodeId(), 1);
      }
    }
    properties.add(property);
    return property;
  }

  int ofJob(int number) {
    return ofJob[number];
  }

  /** By node; changes as the plan grows. */
  int[] ofGroup(String group) {
    return ofGroup.computeIfAbsent(group, g -> new int[cluster.size()]);
  }

  void placed(String group, NodeId node) {
    count(group, node, 1);
    properties.forEach(property -> property.add(group, node, 1));
  }

  /** An existing allocation is to stop, or with {@code -1} in place of 1, is to stay after all. */
  void stopped(Allocation allocation, int sign) {
    if (!allocation.clientTerminal()) {
      count(allocation.taskGroup(), allocation.nodeId(), -sign);
    }
    if (!allocation.terminal()) {
      properties.forEach(p -> p.add(allocation.taskGroup(), allocation.nodeId(), -sign));
    }
  }

  private void count(String group, NodeId node, int change) {
    int number = cluster.number(node);
    if (number >= 0) {
      ofJob[number] += change;
      ofGroup(group)[number] += change;
    }
  }
}
