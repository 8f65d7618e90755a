package io.drover.node;

import io.drover.command.Refusal;
import io.drover.contract.ids.NodeId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many requests are open, and how many may be. Any thread may call. */
final class RequestCounts {

  private final int perNodeMax;
  private final int transfersMax;
  private final Map<NodeId, Integer> perNode = new ConcurrentHashMap<>();
  private final AtomicInteger transfers = new AtomicInteger();

  RequestCounts(int perNodeMax, int transfersMax) {
    this.perNodeMax = perNodeMax;
    this.transfersMax = transfersMax;
  }

  /** Counts a request, or refuses it with status 429. */
  void add(NodeId node, boolean transfer) throws Refusal {
    if (perNode.merge(node, 1, Integer::sum) > perNodeMax) {
      release(node);
      throw new Refusal(
          429, "Too many requests to node %s are open (%d)".formatted(node.value(), perNodeMax));
    }
    if (transfer && transfers.incrementAndGet() > transfersMax) {
      remove(node, true);
      throw new Refusal(429, "Too many transfers from nodes are open (%d)".formatted(transfersMax));
    }
  }

  void remove(NodeId node, boolean transfer) {
    release(node);
    if (transfer) {
      transfers.decrementAndGet();
    }
  }

  private void release(NodeId node) {
    perNode.computeIfPresent(node, (id, count) -> count == 1 ? null : count - 1);
  }
}
