package io.drover.sidecar.cgroup;

import io.drover.sidecar.kernel.SmallFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Limits as files of version 2. */
final class V2Limits {

  private static final byte[] INACTIVE_FILE = SmallFiles.name("inactive_file");
  private static final byte[] ACTIVE_FILE = SmallFiles.name("active_file");
  private static final String NONE = "max";

  private V2Limits() {}

  /** What to write to the group for that controller. */
  static List<LimitFile> files(Controller controller, GroupDirectory group, Limits limits) {
    return switch (controller) {
      case CPU -> List.of(new LimitFile(group, "cpu.weight", Long.toString(weight(limits))));
      case CPUSET -> List.of(new LimitFile(group, "cpuset.cpus", limits.cpuset()));
      case MEMORY -> memory(group, limits);
      case PIDS -> List.of(new LimitFile(group, "pids.max", V1Limits.pids(limits)));
    };
  }

  private static long weight(Limits limits) {
    // 100 is the kernel's default.
    return limits.cpuShares() == 0 ? 100 : weight(limits.cpuShares());
  }

  /** Shares 2..262144 as weight 1..10000, the mapping that runc and systemd use. */
  static long weight(long shares) {
    long bounded = Math.clamp(shares, 2, 262_144);
    return 1 + (bounded - 2) * 9999 / 262_142;
  }

  private static List<LimitFile> memory(GroupDirectory group, Limits limits) {
    long hard = limits.hardMemoryBytes();
    List<LimitFile> files = new ArrayList<>();
    files.add(new LimitFile(group, "memory.max", hard == 0 ? NONE : Long.toString(hard)));
    files.add(new LimitFile(group, "memory.low", Long.toString(limits.reservedMemoryBytes())));
    if (group.has("memory.swap.max")) {
      files.add(new LimitFile(group, "memory.swap.max", hard == 0 ? NONE : "0"));
    }
    return files;
  }

  /**
   * Refuses what version 1 refuses: where version 2 is told a limit below what is in use, and that
   * cannot be given back, it kills.
   */
  static void checkRoom(GroupDirectory group, Limits limits) throws IOException {
    long hard = limits.hardMemoryBytes();
    if (hard == 0 || !group.has("memory.current")) {
      return;
    }
    SmallFiles files = new SmallFiles();
    files.read(group.path().resolve("memory.current").toString());
    long used = files.next(0);
    files.read(group.path().resolve("memory.stat").toString());
    used -= files.field(INACTIVE_FILE, 0) + files.field(ACTIVE_FILE, 0);
    if (used > hard) {
      throw new IOException(
          "cannot set memory.max to \"%d\" for cgroup %s: %d bytes are in use"
              .formatted(hard, group.path(), used));
    }
  }
}
