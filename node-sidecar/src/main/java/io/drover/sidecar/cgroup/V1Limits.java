package io.drover.sidecar.cgroup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Limits as files of version 1. */
final class V1Limits {

  static final String MEMORY = "memory.limit_in_bytes";
  static final String MEMORY_AND_SWAP = "memory.memsw.limit_in_bytes";
  static final String MEMORY_RESERVE = "memory.soft_limit_in_bytes";

  private static final String NO_BYTES_LIMIT = "-1";
  // The kernel's own bounds and default of cpu.shares.
  private static final long SHARES_MIN = 2;
  private static final long SHARES_MAX = 262_144;
  private static final long SHARES_DEFAULT = 1024;

  private V1Limits() {}

  /** What to write to the group of that controller, in an order that the kernel takes. */
  static List<LimitFile> files(Controller controller, GroupDirectory group, Limits limits)
      throws IOException {
    return switch (controller) {
      case CPU -> List.of(new LimitFile(group, "cpu.shares", Long.toString(shares(limits))));
      case CPUSET -> List.of(new LimitFile(group, "cpuset.cpus", cores(group, limits)));
      case MEMORY -> memory(group, limits);
      case PIDS -> List.of(new LimitFile(group, "pids.max", pids(limits)));
    };
  }

  private static long shares(Limits limits) {
    long wanted = limits.cpuShares() == 0 ? SHARES_DEFAULT : limits.cpuShares();
    return Math.clamp(wanted, SHARES_MIN, SHARES_MAX);
  }

  static String pids(Limits limits) {
    return limits.pidsMax() == 0 ? "max" : Long.toString(limits.pidsMax());
  }

  private static String cores(GroupDirectory group, Limits limits) throws IOException {
    return limits.cpuset().isEmpty() ? group.parent().read("cpuset.cpus") : limits.cpuset();
  }

  private static List<LimitFile> memory(GroupDirectory group, Limits limits) throws IOException {
    long hard = limits.hardMemoryBytes();
    String bytes = hard == 0 ? NO_BYTES_LIMIT : Long.toString(hard);
    List<LimitFile> files = new ArrayList<>();
    files.add(new LimitFile(group, MEMORY, bytes));
    if (group.has(MEMORY_AND_SWAP)) {
      // At no moment may memory alone have a higher limit than memory and swap together.
      boolean rises = hard == 0 || group.has(MEMORY) && hard > now(group);
      files.add(rises ? 0 : 1, new LimitFile(group, MEMORY_AND_SWAP, bytes));
    }
    long reserve = limits.reservedMemoryBytes();
    if (group.has(MEMORY_RESERVE)) {
      String kept = reserve == 0 ? NO_BYTES_LIMIT : Long.toString(reserve);
      files.add(new LimitFile(group, MEMORY_RESERVE, kept));
    }
    if (hard > 0 && group.has("memory.swappiness")) {
      files.add(new LimitFile(group, "memory.swappiness", "0"));
    }
    return files;
  }

  private static long now(GroupDirectory group) throws IOException {
    return Long.parseLong(group.read(MEMORY));
  }
}
