package io.drover.sidecar.stats;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.drover.contract.json.KeepEmpty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Memory and processor, as the API shows them.
 *
 * @param deviceStats always empty: null for one task, a list for an allocation
 */
@RegisterForReflection
public record ResourceUsage(
    MemoryStats memoryStats, CpuStats cpuStats, @KeepEmpty @Nullable List<String> deviceStats) {

  /** Bytes; "measured" is null when nothing was. */
  @RegisterForReflection
  public record MemoryStats(
      @JsonProperty("RSS") long rss,
      long cache,
      long swap,
      long mappedFile,
      long usage,
      long maxUsage,
      long kernelUsage,
      long kernelMaxUsage,
      List<String> measured) {

    static final MemoryStats NONE = new MemoryStats(0, 0, 0, 0, 0, 0, 0, 0, List.of());

    MemoryStats plus(MemoryStats other) {
      return new MemoryStats(
          rss + other.rss,
          cache + other.cache,
          swap + other.swap,
          mappedFile + other.mappedFile,
          usage + other.usage,
          maxUsage + other.maxUsage,
          kernelUsage + other.kernelUsage,
          kernelMaxUsage + other.kernelMaxUsage,
          union(measured, other.measured));
    }
  }

  /** Percent of one core, MHz, nanoseconds; "measured" is null when nothing was. */
  @RegisterForReflection
  public record CpuStats(
      double systemMode,
      double userMode,
      double totalTicks,
      long throttledPeriods,
      long throttledTime,
      double percent,
      List<String> measured) {

    static final CpuStats NONE = new CpuStats(0, 0, 0, 0, 0, 0, List.of());

    CpuStats plus(CpuStats other) {
      return new CpuStats(
          systemMode + other.systemMode,
          userMode + other.userMode,
          totalTicks + other.totalTicks,
          throttledPeriods + other.throttledPeriods,
          throttledTime + other.throttledTime,
          percent + other.percent,
          union(measured, other.measured));
    }
  }

  static ResourceUsage of(TaskUsage.Usage usage) {
    return new ResourceUsage(
        new MemoryStats(
            usage.rss(),
            usage.cache(),
            usage.swap(),
            usage.mappedFile(),
            usage.usage(),
            usage.maxUsage(),
            usage.kernelUsage(),
            usage.kernelMaxUsage(),
            usage.memoryMeasured()),
        new CpuStats(
            usage.systemPercent(),
            usage.userPercent(),
            usage.totalTicks(),
            usage.throttledPeriods(),
            usage.throttledNanos(),
            usage.totalPercent(),
            usage.cpuMeasured()),
        null);
  }

  private static List<String> union(List<String> some, List<String> more) {
    return java.util.stream.Stream.concat(some.stream(), more.stream()).distinct().toList();
  }
}
