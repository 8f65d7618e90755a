package io.drover.sidecar.cgroup;

import io.drover.sidecar.kernel.SmallFiles;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where a group's processor time is read: cpu.stat of version 2, which needs no controller, or the
 * accounting controller of version 1; and where its throttling, if elsewhere.
 */
record CpuFiles(
    @Nullable String unifiedStat,
    @Nullable String usage,
    @Nullable String userUsage,
    @Nullable String throttling) {

  private static final byte[] USAGE = SmallFiles.name("usage_usec");
  private static final byte[] USER = SmallFiles.name("user_usec");
  private static final byte[] SYSTEM = SmallFiles.name("system_usec");
  private static final byte[] THROTTLED = SmallFiles.name("nr_throttled");
  private static final byte[] THROTTLED_MICROS = SmallFiles.name("throttled_usec");
  private static final byte[] THROTTLED_NANOS = SmallFiles.name("throttled_time");

  record Cpu(long nanos, long user, long system, long throttledPeriods, long throttledNanos) {}

  static CpuFiles unified(GroupDirectory group, @Nullable GroupDirectory v1Cpu) {
    return new CpuFiles(file(group, "cpu.stat"), null, null, file(v1Cpu, "cpu.stat"));
  }

  static CpuFiles accounting(@Nullable GroupDirectory accounting, @Nullable GroupDirectory cpu) {
    return new CpuFiles(
        null,
        file(accounting, "cpuacct.usage"),
        file(accounting, "cpuacct.usage_user"),
        file(cpu, "cpu.stat"));
  }

  static @Nullable String file(@Nullable GroupDirectory group, String name) {
    return group == null ? null : group.path().resolve(name).toString();
  }

  Cpu read(SmallFiles files) throws IOException {
    Cpu cpu = unifiedStat == null ? accounted(files) : unified(files);
    if (throttling == null || !GroupMeter.opened(files, throttling)) {
      return cpu;
    }
    return new Cpu(
        cpu.nanos,
        cpu.user,
        cpu.system,
        files.field(THROTTLED, GroupMeter.UNKNOWN),
        files.field(THROTTLED_NANOS, GroupMeter.UNKNOWN));
  }

  private Cpu unified(SmallFiles files) throws IOException {
    boolean open = GroupMeter.opened(files, unifiedStat);
    return new Cpu(
        open ? micros(files, USAGE) : GroupMeter.UNKNOWN,
        open ? micros(files, USER) : GroupMeter.UNKNOWN,
        open ? micros(files, SYSTEM) : GroupMeter.UNKNOWN,
        open ? files.field(THROTTLED, GroupMeter.UNKNOWN) : GroupMeter.UNKNOWN,
        open ? micros(files, THROTTLED_MICROS) : GroupMeter.UNKNOWN);
  }

  private static long micros(SmallFiles files, byte[] field) {
    long micros = files.field(field, GroupMeter.UNKNOWN);
    return micros == GroupMeter.UNKNOWN ? micros : micros * 1000;
  }

  private Cpu accounted(SmallFiles files) throws IOException {
    long all = GroupMeter.single(files, usage);
    long ticks = GroupMeter.single(files, userUsage);
    boolean split = all != GroupMeter.UNKNOWN && ticks != GroupMeter.UNKNOWN;
    // The total is exact, its parts are counted in ticks and may be ahead of it.
    long user = split ? Math.min(all, ticks) : GroupMeter.UNKNOWN;
    return new Cpu(
        all, user, split ? all - user : GroupMeter.UNKNOWN, GroupMeter.UNKNOWN, GroupMeter.UNKNOWN);
  }
}
