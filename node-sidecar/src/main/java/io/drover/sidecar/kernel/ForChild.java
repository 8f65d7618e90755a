package io.drover.sidecar.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** A descriptor that is there to be given to children. It is not inherited by itself. */
public final class ForChild implements AutoCloseable {

  private static final long AT_FDCWD = -100;
  private static final long O_CLOEXEC = 0x80000;
  private static final long MFD_CLOEXEC = 1;

  private final long number;
  private final AtomicBoolean closed = new AtomicBoolean();

  ForChild(long number) {
    this.number = number;
  }

  /** A file, for reading. */
  public static ForChild file(Path file) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      long path = Libc.text(arena, file.toString()).address();
      return new ForChild(Descriptor.above(Syscall.OPENAT.call(AT_FDCWD, path, O_CLOEXEC)));
    }
  }

  /** A file in memory that no file system knows. */
  public static ForChild memory(String name, byte[] content) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      long made =
          Descriptor.above(
              Syscall.MEMFD_CREATE.call(Libc.text(arena, name).address(), MFD_CLOEXEC));
      MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, content);
      for (long done = 0; done < content.length; ) {
        done += Syscall.WRITE.call(made, bytes.address() + done, content.length - done);
      }
      return new ForChild(made);
    }
  }

  long number() {
    return number;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        Syscall.CLOSE.call(number);
      } catch (KernelException refused) {
        throw new IllegalStateException(refused.getMessage(), refused);
      }
    }
  }
}
