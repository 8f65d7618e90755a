package io.drover.schedule;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Node;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that an evaluation may use, in a random order that follows from the evaluation and the
 * state's index, with what is taken of them as the plan grows. Nodes are numbers here, so that what
 * is known of them fits into arrays. A node's load is added up when it is first looked at.
 */
final class Cluster {
  final Node[] nodes;

  /** By node: the number of its computed class. */
  final int[] classes;

  final List<String> classNames = new ArrayList<>();
  final Map<String, Integer> availableByDatacenter = new TreeMap<>();
  final SplittableRandom random;
  private final Snapshot snapshot;
  private final Map<NodeId, Integer> numbers = new HashMap<>();
  private final @Nullable NodeLoad[] loads;
  private final Map<AllocId, Allocation> released = new HashMap<>();

  Cluster(Snapshot snapshot, EvalId evaluation, List<String> datacenters, String nodePool) {
    this.snapshot = snapshot;
    this.random = new SplittableRandom(seed(evaluation) ^ snapshot.index());
    List<Node> usable = new ArrayList<>();
    for (Node node : snapshot.nodes().rows()) {
      if (node.ready() && eligible(node, datacenters, nodePool)) {
        usable.add(node);
        availableByDatacenter.merge(node.datacenter(), 1, Integer::sum);
      }
    }
    nodes = usable.toArray(Node[]::new);
    shuffle();
    classes = new int[nodes.length];
    loads = new NodeLoad[nodes.length];
    Map<String, Integer> known = new HashMap<>();
    for (int i = 0; i < nodes.length; i++) {
      numbers.put(nodes[i].id(), i);
      String name = nodes[i].computedClass();
      // A node that was registered without a class is a class of its own, whose name says so.
      String computed = name.isEmpty() ? "node:" + nodes[i].id() : name;
      classes[i] =
          known.computeIfAbsent(
              computed,
              c -> {
                classNames.add(c);
                return classNames.size() - 1;
              });
    }
  }

  /** True when a job with these datacenters and this pool may use the node at all. */
  static boolean eligible(Node node, List<String> datacenters, String nodePool) {
    return Datacenters.match(datacenters, node.datacenter())
        && (nodePool.equals("all") || nodePool.equals(node.nodePool()));
  }

  /** The last eight bytes of the evaluation's id. */
  private static long seed(EvalId evaluation) {
    String hex = evaluation.value().replace("-", "");
    try {
      return Long.parseUnsignedLong(hex.substring(Math.max(0, hex.length() - 16)), 16);
    } catch (NumberFormatException notHexadecimal) {
      return evaluation.value().hashCode(); // Ids in tests can be words.
    }
  }

  private void shuffle() {
    for (int i = nodes.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      Node other = nodes[i];
      nodes[i] = nodes[j];
      nodes[j] = other;
    }
  }

  int size() {
    return nodes.length;
  }

  /** The number of a usable node, or -1. */
  int number(NodeId id) {
    return numbers.getOrDefault(id, -1);
  }

  /** What is taken of a node, the plan so far included. */
  NodeLoad load(int number) {
    NodeLoad load = loads[number];
    if (load == null) {
      load = load(snapshot, nodes[number]);
      for (Allocation gone : released.values()) {
        if (gone.nodeId().equals(nodes[number].id()) && !gone.clientTerminal()) {
          load.release(gone.allocatedResources());
        }
      }
      loads[number] = load;
    }
    return load;
  }

  /** A node with all that it has not reported as ended. */
  static NodeLoad load(Snapshot snapshot, Node node) {
    return new NodeLoad(
        node,
        snapshot.usageOf(node.id()),
        () ->
            snapshot.openAllocationsOn(node.id()).stream()
                .map(Allocation::allocatedResources)
                .toList());
  }

  /** What was there before and still holds a part of a node, in the order of the ids. */
  List<Allocation> remaining(int number) {
    return snapshot.openAllocationsOn(nodes[number].id()).stream()
        .filter(allocation -> !released.containsKey(allocation.id()))
        .toList();
  }

  /** Takes an existing allocation off its node, because the plan stops or replaces it. */
  void release(Allocation allocation) {
    if (released.put(allocation.id(), allocation) != null || allocation.clientTerminal()) {
      return;
    }
    int number = number(allocation.nodeId());
    NodeLoad load = number < 0 ? null : loads[number];
    if (load != null) {
      load.release(allocation.allocatedResources());
    }
  }

  /** Puts back what was {@link #release}d. */
  void restore(Allocation allocation) {
    if (released.remove(allocation.id()) == null || allocation.clientTerminal()) {
      return;
    }
    int number = number(allocation.nodeId());
    NodeLoad load = number < 0 ? null : loads[number];
    if (load != null) {
      load.hold(allocation.allocatedResources());
    }
  }
}
