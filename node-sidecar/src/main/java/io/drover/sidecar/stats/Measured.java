package io.drover.sidecar.stats;

import io.drover.sidecar.cgroup.CgroupUsage;
import java.util.ArrayList;
import java.util.List;

/** Nomad's names of what was measured. */
final class Measured {

  static final List<String> PROCESS_MEMORY = List.of("RSS", "Swap");
  static final List<String> PROCESS_CPU = List.of("System Mode", "User Mode", "Percent");

  // What hosts of version 1 measure, which is nearly all: no list is built for those.
  private static final List<String> ALL_MEMORY =
      List.of("RSS", "Cache", "Swap", "Usage", "Max Usage", "Kernel Usage", "Kernel Max Usage");
  private static final List<String> ALL_CPU =
      List.of("System Mode", "User Mode", "Throttled Periods", "Throttled Time", "Percent");

  private Measured() {}

  static List<String> memory(CgroupUsage usage) {
    return present(
        ALL_MEMORY,
        usage.rssBytes(),
        usage.cacheBytes(),
        usage.swapBytes(),
        usage.memoryBytes(),
        usage.memoryMaxBytes(),
        usage.kernelBytes(),
        usage.kernelMaxBytes());
  }

  static List<String> cpu(CgroupUsage usage) {
    return present(
        ALL_CPU,
        usage.systemNanos(),
        usage.userNanos(),
        usage.throttledPeriods(),
        usage.throttledNanos(),
        usage.cpuNanos());
  }

  private static List<String> present(List<String> names, long... values) {
    List<String> some = names;
    for (int i = 0; i < values.length; i++) {
      if (values[i] < 0) {
        some = some == names ? new ArrayList<>(names) : some;
        some.remove(names.get(i));
      }
    }
    return some;
  }
}
