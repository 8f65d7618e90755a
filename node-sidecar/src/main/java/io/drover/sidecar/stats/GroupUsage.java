package io.drover.sidecar.stats;

import io.drover.sidecar.cgroup.CgroupUsage;

/** From a group's files to what is told of it. */
final class GroupUsage {

  private GroupUsage() {}

  static TaskUsage.Usage of(CgroupUsage usage, Share share) {
    return new TaskUsage.Usage(
        known(usage.rssBytes()),
        known(usage.cacheBytes()),
        known(usage.swapBytes()),
        known(usage.mappedBytes()),
        known(usage.memoryBytes()),
        known(usage.memoryMaxBytes()),
        known(usage.kernelBytes()),
        known(usage.kernelMaxBytes()),
        share.system(),
        share.user(),
        share.total(),
        share.mhz(),
        known(usage.throttledPeriods()),
        known(usage.throttledNanos()),
        Measured.memory(usage),
        Measured.cpu(usage));
  }

  private static long known(long value) {
    return Math.max(0, value);
  }
}
