package io.drover.sidecar.stats;

import java.util.Map;

/**
 * What a task uses at one moment.
 *
 * @param unixNanos when it was measured
 * @param total of all its processes
 * @param pids of each, by process id
 */
public record TaskUsage(long unixNanos, Usage total, Map<Long, Usage> pids) {

  /**
   * Bytes, and shares of the time since the sample before. Zero where nothing was measured;
   * "measured" says which members mean something, by Nomad's names.
   *
   * @param systemPercent of one core, so that two busy cores are 200
   * @param totalTicks MHz
   */
  public record Usage(
      long rss,
      long cache,
      long swap,
      long usage,
      long maxUsage,
      long kernelUsage,
      double systemPercent,
      double userPercent,
      double totalPercent,
      double totalTicks,
      long throttledPeriods,
      long throttledNanos,
      java.util.List<String> memoryMeasured,
      java.util.List<String> cpuMeasured) {}
}
