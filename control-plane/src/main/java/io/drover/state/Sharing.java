package io.drover.state;

import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.AllocMetric;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.AllocationBuilder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets allocations that were read from bytes hold their common parts together, as those that were
 * made here do: the resources, the job, names. Used by one thread, for as long as much is read.
 */
public final class Sharing {
  private final Map<Object, Object> seen = new HashMap<>();

  @SuppressWarnings("unchecked") // Equal values have the same class.
  private <T> T same(T value) {
    Object first = seen.putIfAbsent(value, value);
    return first == null ? value : (T) first;
  }

  /** An equal allocation that shares with those before it. */
  public Allocation shared(Allocation given) {
    NodeId node = same(given.nodeId());
    EvalId evaluation = same(given.evalId());
    return AllocationBuilder.builder(given)
        .namespace(same(given.namespace()))
        .evalId(evaluation)
        .nodeId(node)
        .nodeName(same(given.nodeName()))
        .jobId(same(given.jobId()))
        .jobRef(same(given.jobRef()))
        .taskGroup(same(given.taskGroup()))
        .allocatedResources(same(given.allocatedResources()))
        .metrics(shared(given.metrics()))
        .build();
  }

  private @Nullable AllocMetric shared(@Nullable AllocMetric metric) {
    return metric == null ? null : metric.withNodesAvailable(same(metric.nodesAvailable()));
  }
}
