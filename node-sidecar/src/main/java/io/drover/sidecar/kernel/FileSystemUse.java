package io.drover.sidecar.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * How full a file system is, in bytes and inodes.
 *
 * @param available bytes that a user other than root may still take
 * @param inodes zero where the file system has no fixed number of them
 */
public record FileSystemUse(long size, long used, long available, long inodes, long inodesFree) {

  // struct statfs is longs up to here on every 64-bit architecture; 120 bytes in all.
  private static final long STRUCT_BYTES = 120;
  private static final long BLOCK_SIZE = 8;
  private static final long BLOCKS = 16;
  private static final long BLOCKS_FREE = 24;
  private static final long BLOCKS_AVAILABLE = 32;
  private static final long INODES = 40;
  private static final long INODES_FREE = 48;
  private static final long FRAGMENT_SIZE = 72;

  /** Of the file system that this path is on. */
  public static FileSystemUse of(Path path) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment struct = arena.allocate(STRUCT_BYTES, Long.BYTES);
      MemorySegment text = Libc.text(arena, path.toString());
      Syscall.STATFS.call(text.address(), struct.address());
      long fragment = at(struct, FRAGMENT_SIZE);
      long unit = fragment > 0 ? fragment : at(struct, BLOCK_SIZE);
      return new FileSystemUse(
          unit * at(struct, BLOCKS),
          unit * (at(struct, BLOCKS) - at(struct, BLOCKS_FREE)),
          unit * at(struct, BLOCKS_AVAILABLE),
          at(struct, INODES),
          at(struct, INODES_FREE));
    }
  }

  private static long at(MemorySegment struct, long offset) {
    return struct.get(ValueLayout.JAVA_LONG, offset);
  }

  /** Of what can be used at all, as df tells it. */
  public double usedPercent() {
    return percent(used, used + available);
  }

  /** Zero where the file system has no fixed number of inodes. */
  public double inodesUsedPercent() {
    return percent(inodes - inodesFree, inodes);
  }

  private static double percent(long part, long whole) {
    return whole == 0 ? 0 : 100.0 * part / whole;
  }
}
