package io.drover.sidecar.stats;

import java.util.List;
import java.util.Map;

/**
 * What a task uses at one moment.
 *
 * @param unixNanos when it was measured
 * @param total of all its processes
 * @param pids of each, by process id; empty unless it was asked for
 */
public record TaskUsage(long unixNanos, Usage total, Map<Long, Usage> pids) {

  /** Of a task that has ended: nothing, as measured at that time. */
  public static TaskUsage ended(long unixNanos) {
    return new TaskUsage(unixNanos, Usage.NOTHING, Map.of());
  }

  /**
   * Bytes, and shares of the time since the sample before. Zero where nothing was measured;
   * "measured" says which members mean something, by Nomad's names.
   *
   * @param usage all memory that is charged to it
   * @param systemPercent of one core, so that two busy cores are 200
   * @param totalTicks MHz
   */
  public record Usage(
      long rss,
      long cache,
      long swap,
      long mappedFile,
      long usage,
      long maxUsage,
      long kernelUsage,
      long kernelMaxUsage,
      double systemPercent,
      double userPercent,
      double totalPercent,
      double totalTicks,
      long throttledPeriods,
      long throttledNanos,
      List<String> memoryMeasured,
      List<String> cpuMeasured) {

    /** As of processes that are gone. */
    public static final Usage NOTHING = ofProcess(0, 0, Share.NONE);

    static Usage ofProcess(long rss, long swap, Share share) {
      return new Usage(
          rss,
          0,
          swap,
          0,
          0,
          0,
          0,
          0,
          share.system(),
          share.user(),
          share.total(),
          share.mhz(),
          0,
          0,
          Measured.PROCESS_MEMORY,
          Measured.PROCESS_CPU);
    }
  }
}
