package io.drover.sidecar.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * A pseudo terminal: what a child writes to {@code device} is read from {@code output}, what is
 * written to {@code input} it reads.
 */
public record Terminal(Descriptor output, Descriptor input, Path device) implements AutoCloseable {

  // asm-generic/ioctls.h, the same on x86-64 and arm64; so are the flags of open.
  private static final long TIOCSPTLCK = 0x40045431;
  private static final long TIOCGPTN = 0x80045430L;
  private static final long TIOCSWINSZ = 0x5414;
  private static final long AT_FDCWD = -100;
  private static final long O_RDWR_NOCTTY_CLOEXEC = 2 | 0x100 | 0x80000;

  /** Makes one. */
  public static Terminal open(Poller poller) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      long path = Libc.text(arena, "/dev/ptmx").address();
      long master = Descriptor.above(Syscall.OPENAT.call(AT_FDCWD, path, O_RDWR_NOCTTY_CLOEXEC));
      try {
        MemorySegment number = arena.allocate(4, 4);
        Syscall.IOCTL.call(master, TIOCSPTLCK, number.address());
        Syscall.IOCTL.call(master, TIOCGPTN, number.address());
        return new Terminal(
            Descriptor.of(poller, master),
            Descriptor.of(poller, Descriptor.copy(master)),
            Path.of("/dev/pts", Integer.toString(number.get(ValueLayout.JAVA_INT, 0))));
      } catch (KernelException refused) {
        Syscall.CLOSE.call(master);
        throw refused;
      }
    }
  }

  /** Tells its size to who uses it. */
  public void resize(int lines, int columns) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(8, 2);
      size.set(ValueLayout.JAVA_SHORT, 0, (short) lines);
      size.set(ValueLayout.JAVA_SHORT, 2, (short) columns);
      Syscall.IOCTL.call(input.number(), TIOCSWINSZ, size.address());
    }
  }

  @Override
  public void close() {
    output.close();
    input.close();
  }
}
