package io.drover.sidecar.cgroup;

import java.util.EnumSet;
import java.util.Set;

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

  /** What is kept for the group when others need memory, in bytes; 0 when that is all of it. */
  public long reservedMemoryBytes() {
    return memoryMaxBytes > memoryBytes ? memoryBytes : 0;
  }

  /** The controllers that these limits need. */
  public Set<Controller> needed() {
    Set<Controller> needed = EnumSet.noneOf(Controller.class);
    addIf(needed, Controller.CPU, cpuShares > 0);
    addIf(needed, Controller.CPUSET, !cpuset.isEmpty());
    addIf(needed, Controller.MEMORY, hardMemoryBytes() > 0);
    addIf(needed, Controller.PIDS, pidsMax > 0);
    return needed;
  }

  private static void addIf(Set<Controller> set, Controller controller, boolean wanted) {
    if (wanted) {
      set.add(controller);
    }
  }

  /** These limits without those that need another controller. */
  public Limits only(Set<Controller> controllers) {
    boolean memory = controllers.contains(Controller.MEMORY);
    return new Limits(
        controllers.contains(Controller.CPU) ? cpuShares : 0,
        controllers.contains(Controller.CPUSET) ? cpuset : "",
        memory ? memoryBytes : 0,
        memory ? memoryMaxBytes : 0,
        controllers.contains(Controller.PIDS) ? pidsMax : 0);
  }
}
