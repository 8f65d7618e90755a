package io.drover.state;

import io.drover.contract.model.AllocatedResources;

/**
 * What the allocations of a node that it has not reported as ended take of it, kept as they change
 * so that the scheduler need not add them up. MHz and MB.
 */
public record NodeUsage(long cpuShares, long memoryMb, long diskMb) {
  public static final NodeUsage NONE = new NodeUsage(0, 0, 0);

  NodeUsage plus(AllocatedResources resources, int sign) {
    return new NodeUsage(
        cpuShares + sign * resources.cpuShares(),
        memoryMb + sign * resources.memoryMb(),
        diskMb + sign * resources.shared().diskMb());
  }
}
