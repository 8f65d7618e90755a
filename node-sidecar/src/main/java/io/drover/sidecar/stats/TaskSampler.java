package io.drover.sidecar.stats;

import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.cgroup.CgroupUsage;
import io.drover.sidecar.cgroup.GroupMeter;
import io.drover.sidecar.kernel.SmallFiles;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Measures one task again and again. Percentages are those since the sample before, so the first
 * has none: one is to be taken when the task starts. Calls may come from any thread.
 */
public final class TaskSampler {

  private final CgroupTree tree;
  private final String name;
  private final GroupMeter meter;
  private final double coreMhz;
  private final ReentrantLock lock = new ReentrantLock();
  private final Window<CgroupUsage> totals = new Window<>();
  private final Window<Map<Long, ProcessReader.Process>> processes = new Window<>();

  /**
   * For the task whose group has that name.
   *
   * @param coreMhz of one core, in which the share is told as "ticks"
   */
  public TaskSampler(CgroupTree tree, String name, double coreMhz) {
    this.tree = tree;
    this.name = name;
    this.meter = tree.meter(name);
    this.coreMhz = coreMhz;
  }

  /**
   * Measures now.
   *
   * @param rows each process too, which costs a few microseconds for each
   * @return nothing when the group is gone
   */
  public Optional<TaskUsage> sample(boolean rows) throws IOException {
    return sample(rows, new SmallFiles());
  }

  Optional<TaskUsage> sample(boolean rows, SmallFiles files) throws IOException {
    lock.lock();
    try {
      Optional<CgroupUsage> group = meter.read(files);
      return group.isEmpty() ? Optional.empty() : Optional.of(measure(group.get(), rows, files));
    } finally {
      lock.unlock();
    }
  }

  private TaskUsage measure(CgroupUsage group, boolean rows, SmallFiles files) throws IOException {
    boolean summed = group.memoryBytes() < 0 || group.cpuNanos() < 0;
    Map<Long, ProcessReader.Process> pids = rows || summed ? living(files) : Map.of();
    CgroupUsage usage = summed ? ProcessSum.fill(group, pids.values()) : group;
    long now = System.nanoTime();
    Window.Base<CgroupUsage> before = totals.replace(usage, now);
    return new TaskUsage(
        unixNanos(),
        GroupUsage.of(usage, share(usage, now, before)),
        rows ? rows(pids, now) : Map.of());
  }

  private Map<Long, ProcessReader.Process> living(SmallFiles files) throws IOException {
    List<Long> members = tree.members(name);
    Map<Long, ProcessReader.Process> living = HashMap.newHashMap(members.size());
    for (long pid : members) {
      ProcessReader.read(pid, files).ifPresent(process -> living.put(pid, process));
    }
    return living;
  }

  private Share share(CgroupUsage usage, long now, Window.@Nullable Base<CgroupUsage> before) {
    if (before == null) {
      return Share.NONE;
    }
    CgroupUsage old = before.value();
    return Share.of(
        usage.userNanos() - old.userNanos(),
        usage.systemNanos() - old.systemNanos(),
        usage.cpuNanos() - old.cpuNanos(),
        now - before.nanoTime(),
        coreMhz);
  }

  private Map<Long, TaskUsage.Usage> rows(Map<Long, ProcessReader.Process> pids, long now) {
    Window.Base<Map<Long, ProcessReader.Process>> before = processes.replace(pids, now);
    Map<Long, TaskUsage.Usage> rows = HashMap.newHashMap(pids.size());
    pids.forEach(
        (pid, process) -> {
          ProcessReader.Process old = before == null ? null : before.value().get(pid);
          Share share =
              before == null || old == null || old.started() != process.started()
                  ? ofLife(process)
                  : since(old, process, now - before.nanoTime());
          rows.put(pid, TaskUsage.Usage.ofProcess(process.rss(), process.swap(), share));
        });
    return rows;
  }

  /** For a process that is seen for the first time. */
  private Share ofLife(ProcessReader.Process process) {
    return Share.of(
        process.user(),
        process.system(),
        process.total(),
        Uptime.nanos() - process.started(),
        coreMhz);
  }

  private Share since(ProcessReader.Process old, ProcessReader.Process now, long elapsed) {
    return Share.of(
        now.user() - old.user(),
        now.system() - old.system(),
        now.total() - old.total(),
        elapsed,
        coreMhz);
  }

  static long unixNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }
}
