package io.drover.sidecar.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Small memory file systems for what must not reach a disk. */
public final class Mounts {

  private static final long NOSUID_NODEV_NOEXEC = 2 | 4 | 8;
  private static final long DETACH = 2;

  private Mounts() {}

  /** Mounts a tmpfs; {@code options} as for mount(8), for example {@code size=1m}. */
  public static void tmpfs(Path at, String options) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      long kind = Libc.text(arena, "tmpfs").address();
      Syscall.MOUNT.call(
          kind,
          Libc.text(arena, at.toString()).address(),
          kind,
          NOSUID_NODEV_NOEXEC,
          Libc.text(arena, options).address());
    }
  }

  /** Unmounts, at once for everybody who comes later; what is no mount point is left alone. */
  public static void unmount(Path at) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Syscall.UMOUNT2.call(Libc.text(arena, at.toString()).address(), DETACH);
    } catch (KernelException refused) {
      if (!refused.invalid() && !refused.missing()) {
        throw refused;
      }
    }
  }

  /** All mount points below a directory, the deepest first. */
  public static List<Path> below(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
      // The fifth field is the mount point, with blanks and the like as octal escapes.
      Path at = Path.of(unescape(line.split(" ", 6)[4]));
      if (at.startsWith(directory) && !at.equals(directory)) {
        found.add(at);
      }
    }
    Collections.reverse(found);
    return found;
  }

  private static String unescape(String field) {
    return field
        .replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
