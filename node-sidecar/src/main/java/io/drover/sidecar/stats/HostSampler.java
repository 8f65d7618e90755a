package io.drover.sidecar.stats;

import io.drover.sidecar.kernel.FileSystemUse;
import io.drover.sidecar.kernel.KernelException;
import io.drover.sidecar.kernel.SmallFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Measures the machine when somebody asks, and costs nothing while nobody does. Calls may come from
 * any thread; those that come close together get the same answer.
 */
public final class HostSampler {

  private static final Logger LOG = Logger.getLogger(HostSampler.class);
  private static final long GOOD_NANOS = Duration.ofSeconds(1).toNanos();
  // The kernel counts in hundredths of a second: 20 of them make percentages mean something.
  private static final Duration WINDOW = Duration.ofMillis(200);
  // An older sample tells what the machine did once, not what it does.
  private static final long STALE_NANOS = Duration.ofSeconds(10).toNanos();

  private static final byte[] TOTAL = SmallFiles.name("MemTotal");
  private static final byte[] FREE = SmallFiles.name("MemFree");
  private static final byte[] AVAILABLE = SmallFiles.name("MemAvailable");
  private static final byte[] BUFFERS = SmallFiles.name("Buffers");
  private static final byte[] CACHED = SmallFiles.name("Cached");
  private static final byte[] RECLAIMABLE = SmallFiles.name("SReclaimable");
  private static final long KB = 1024;

  private final Path allocs;
  private final double coreMhz;
  private final SmallFiles files = new SmallFiles();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CoreTimes before;
  private @Nullable HostStats answer;
  private long answeredAt;

  /**
   * @param allocs where allocations are; what is mounted below it is theirs and is left out
   * @param coreMhz of one core
   */
  public HostSampler(Path allocs, double coreMhz) {
    this.allocs = allocs.toAbsolutePath();
    this.coreMhz = coreMhz;
  }

  /** The machine now. May wait a fraction of a second for something to compare with. */
  public HostStats sample() throws IOException {
    lock.lock();
    try {
      HostStats recent = answer;
      if (recent == null || System.nanoTime() - answeredAt > GOOD_NANOS) {
        recent = measure();
        answer = recent;
        answeredAt = System.nanoTime();
      }
      return recent;
    } finally {
      lock.unlock();
    }
  }

  private HostStats measure() throws IOException {
    CoreTimes base = before;
    if (base == null || System.nanoTime() - base.nanoTime() > STALE_NANOS) {
      base = CoreTimes.read(files);
      waitFor(base.nanoTime() + WINDOW.toNanos());
    }
    CoreTimes now = CoreTimes.read(files);
    before = now;
    List<HostStats.CpuStats> cores = now.since(base, coreMhz);
    return new HostStats(
        HostStats.DiskStats.of("", "", FileSystemUse.of(allocs)),
        cores,
        cores.stream().mapToDouble(HostStats.CpuStats::totalTicks).sum(),
        List.of(),
        disks(),
        memory(),
        TaskSampler.unixNanos(),
        TimeUnit.NANOSECONDS.toSeconds(Uptime.nanos()));
  }

  private List<HostStats.DiskStats> disks() throws IOException {
    List<HostStats.DiskStats> disks = new ArrayList<>();
    for (DiskMounts.Mount mount : DiskMounts.find(allocs)) {
      try {
        FileSystemUse use = FileSystemUse.of(mount.at());
        disks.add(HostStats.DiskStats.of(mount.device(), mount.at().toString(), use));
      } catch (KernelException unmounted) {
        LOG.debugf("%s is left out: %s", mount.at(), unmounted.getMessage());
      }
    }
    return disks;
  }

  private static void waitFor(long nanoTime) {
    while (System.nanoTime() < nanoTime && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(nanoTime - System.nanoTime());
    }
  }

  private HostStats.MemoryStats memory() throws IOException {
    files.read("/proc/meminfo");
    long total = files.field(TOTAL, 0);
    long free = files.field(FREE, 0);
    long cached = files.field(BUFFERS, 0) + files.field(CACHED, 0) + files.field(RECLAIMABLE, 0);
    return new HostStats.MemoryStats(
        files.field(AVAILABLE, free + cached) * KB,
        free * KB,
        total * KB,
        (total - free - cached) * KB);
  }
}
