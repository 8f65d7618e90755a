package io.drover.schedule;

import io.drover.contract.model.Node;
import org.jspecify.annotations.Nullable;

/** Finds what a constraint's target such as {@code ${attr.kernel.name}} means on a node. */
final class Targets {
  private Targets() {}

  /** True when the target is the same on every node. */
  static boolean literal(String target) {
    return !target.startsWith("${");
  }

  /** The target's value on that node; a literal is itself; null if the node has none. */
  static @Nullable String resolve(String target, Node node) {
    if (literal(target)) {
      return target;
    }
    if (!target.endsWith("}")) {
      return null;
    }
    String name = target.substring(2, target.length() - 1);
    return switch (name) {
      case "node.unique.id" -> node.id().value();
      case "node.unique.name" -> node.name();
      case "node.datacenter" -> node.datacenter();
      case "node.class" -> node.nodeClass();
      case "node.pool" -> node.nodePool();
      default -> entry(name, node);
    };
  }

  private static @Nullable String entry(String name, Node node) {
    if (name.startsWith("attr.")) {
      return node.attributes().get(name.substring("attr.".length()));
    }
    if (name.startsWith("meta.")) {
      return node.meta().get(name.substring("meta.".length()));
    }
    return null;
  }
}
