package io.drover.sidecar.cgroup;

/**
 * What a group may use. Zero and empty mean: no limit of that kind.
 *
 * @param cpuShares MHz, which serve as shares
 * @param cpuset cores in the kernel's list notation, such as {@code 0-2,4}
 * @param memoryBytes the hard limit, or what is kept for it when {@code memoryMaxBytes} is larger
 * @param memoryMaxBytes the hard limit where more than the reserve may be used
 * @param pidsMax processes and threads
 */
public record Limits(
    long cpuShares, String cpuset, long memoryBytes, long memoryMaxBytes, long pidsMax) {

  /** No limit at all. */
  public static final Limits NONE = new Limits(0, "", 0, 0, 0);

  /** A share of CPU time and nothing else: the group is there to end processes by. */
  public static Limits shares(long cpuShares) {
    return new Limits(cpuShares, "", 0, 0, 0);
  }

  /** The limit that the kernel enforces, in bytes; 0 for none. */
  public long hardMemoryBytes() {
    return Math.max(memoryBytes, memoryMaxBytes);
  }
}
