package io.drover.sidecar.kernel;

import java.lang.foreign.Arena;
import java.nio.file.Path;

/** Gives the disk blocks of a part of a file back. */
public final class Holes {

  private static final long AT_FDCWD = -100;
  private static final long O_WRONLY_CLOEXEC = 1 | 0x80000;
  private static final long PUNCH_HOLE_KEEP_SIZE = 2 | 1;

  private Holes() {}

  /**
   * Frees {@code bytes} from {@code offset} on; the file's size and all other offsets stay.
   *
   * @throws KernelException where the file system cannot
   */
  public static void punch(Path file, long offset, long bytes) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      long path = Libc.text(arena, file.toString()).address();
      long fd = Syscall.OPENAT.call(AT_FDCWD, path, O_WRONLY_CLOEXEC);
      try {
        Syscall.FALLOCATE.call(fd, PUNCH_HOLE_KEEP_SIZE, offset, bytes);
      } finally {
        Syscall.CLOSE.call(fd);
      }
    }
  }
}
