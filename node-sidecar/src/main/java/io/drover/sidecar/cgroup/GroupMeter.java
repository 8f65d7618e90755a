package io.drover.sidecar.cgroup;

import io.drover.sidecar.kernel.SmallFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads again and again what one group uses. Immutable: what is reused is the caller's buffer. */
public final class GroupMeter {

  /** Not measured on this host. */
  static final long UNKNOWN = -1;

  private static final byte[] OOM_KILL = SmallFiles.name("oom_kill");

  private final Path membership;
  private final CpuFiles cpu;
  private final MemoryFiles memory;

  GroupMeter(Path membership, CpuFiles cpu, MemoryFiles memory) {
    this.membership = membership;
    this.cpu = cpu;
    this.memory = memory;
  }

  /** What the group has used up to now; nothing once it is gone. */
  public Optional<CgroupUsage> read(SmallFiles files) throws IOException {
    CpuFiles.Cpu time = cpu.read(files);
    MemoryFiles.Memory bytes = memory.read(files);
    if (time.nanos() == UNKNOWN && bytes.usage() == UNKNOWN && !Files.exists(membership)) {
      return Optional.empty();
    }
    return Optional.of(
        new CgroupUsage(
            time.nanos(),
            time.user(),
            time.system(),
            time.throttledPeriods(),
            time.throttledNanos(),
            bytes.usage(),
            bytes.rss(),
            bytes.cache(),
            bytes.mapped(),
            bytes.swap(),
            bytes.max(),
            bytes.kernel(),
            bytes.kernelMax()));
  }

  /** The one number that a file holds. */
  static long single(SmallFiles files, @Nullable String path) throws IOException {
    return opened(files, path) ? files.next(UNKNOWN) : UNKNOWN;
  }

  /** False when there is no such file, because the group is gone or the host does not have it. */
  static boolean opened(SmallFiles files, @Nullable String path) throws IOException {
    if (path == null) {
      return false;
    }
    try {
      files.read(path);
      return true;
    } catch (FileNotFoundException missing) {
      return false;
    } catch (IOException failure) {
      // ENODEV: the group was removed between opening and reading.
      if (Files.exists(Path.of(path))) {
        throw failure;
      }
      return false;
    }
  }

  /** The kernel's count of processes that it killed for want of memory. */
  static long count(GroupDirectory group, String file) throws IOException {
    SmallFiles files = new SmallFiles();
    return opened(files, group.path().resolve(file).toString()) ? files.field(OOM_KILL, 0) : 0;
  }
}
