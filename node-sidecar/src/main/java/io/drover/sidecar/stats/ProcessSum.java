package io.drover.sidecar.stats;

import io.drover.sidecar.cgroup.CgroupUsage;
import java.util.Collection;

/** Fills in, from the processes that live, what a host does not measure for the group. */
final class ProcessSum {

  private ProcessSum() {}

  static CgroupUsage fill(CgroupUsage group, Collection<ProcessReader.Process> processes) {
    long user = 0;
    long system = 0;
    long rss = 0;
    long swap = 0;
    for (ProcessReader.Process process : processes) {
      user += process.user();
      system += process.system();
      rss += process.rss();
      swap += process.swap();
    }
    boolean time = group.cpuNanos() >= 0;
    boolean memory = group.memoryBytes() >= 0;
    return new CgroupUsage(
        time ? group.cpuNanos() : user + system,
        time ? group.userNanos() : user,
        time ? group.systemNanos() : system,
        group.throttledPeriods(),
        group.throttledNanos(),
        group.memoryBytes(),
        memory ? group.rssBytes() : rss,
        group.cacheBytes(),
        group.mappedBytes(),
        memory ? group.swapBytes() : swap,
        group.memoryMaxBytes(),
        group.kernelBytes(),
        group.kernelMaxBytes());
  }
}
