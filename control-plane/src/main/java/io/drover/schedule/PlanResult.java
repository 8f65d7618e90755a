package io.drover.schedule;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.NodeId;
import java.util.Map;
import java.util.Set;

/**
 * What became of a plan.
 *
 * @param placed the placements that were committed
 * @param stopped how many stops were committed
 * @param refused nodes that could not take what the plan had for them, with the reason
 * @param deployed whether a deployment was begun or changed
 * @param refreshIndex 0 if all of the plan was committed, else the index of a state that shows why
 *     it was not
 */
public record PlanResult(
    Set<AllocId> placed,
    int stopped,
    Map<NodeId, String> refused,
    boolean deployed,
    long refreshIndex) {
  public PlanResult {
    placed = Set.copyOf(placed);
    refused = Map.copyOf(refused);
  }

  /** Of a plan without a deployment. */
  public PlanResult(
      Set<AllocId> placed, int stopped, Map<NodeId, String> refused, long refreshIndex) {
    this(placed, stopped, refused, false, refreshIndex);
  }

  /** True when all of the plan was committed. */
  public boolean whole() {
    return refreshIndex == 0;
  }

  /** True when anything was committed. */
  public boolean progress() {
    return stopped > 0 || !placed.isEmpty() || deployed;
  }
}
