package io.drover.sidecar.stats;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.drover.sidecar.kernel.FileSystemUse;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * What the machine uses: the answer of {@code GET /v1/client/stats}, to be written with the
 * contract's mapper.
 *
 * @param allocDirStats of the file system that allocations are on
 * @param cpuTicksConsumed MHz, over all cores
 * @param deviceStats always empty
 * @param timestamp nanoseconds since 1970
 * @param uptime seconds
 */
@RegisterForReflection
public record HostStats(
    DiskStats allocDirStats,
    @JsonProperty("CPU") List<CpuStats> cpu,
    @JsonProperty("CPUTicksConsumed") double cpuTicksConsumed,
    List<String> deviceStats,
    List<DiskStats> diskStats,
    MemoryStats memory,
    long timestamp,
    long uptime) {

  /** Bytes; percentages of what can be used at all. */
  @RegisterForReflection
  public record DiskStats(
      long available,
      String device,
      double inodesUsedPercent,
      String mountpoint,
      long size,
      long used,
      double usedPercent) {

    static DiskStats of(String device, String mountpoint, FileSystemUse use) {
      return new DiskStats(
          use.available(),
          device,
          use.inodesUsedPercent(),
          mountpoint,
          use.size(),
          use.used(),
          use.usedPercent());
    }
  }

  /**
   * One core, in percent.
   *
   * @param totalPercent all that is not idle
   * @param totalTicks MHz
   */
  @RegisterForReflection
  public record CpuStats(
      @JsonProperty("CPU") String cpu,
      double idle,
      double system,
      double totalPercent,
      double totalTicks,
      double user) {}

  /** Bytes. Buffers and caches of files count as neither used nor free. */
  @RegisterForReflection
  public record MemoryStats(long available, long free, long total, long used) {}
}
