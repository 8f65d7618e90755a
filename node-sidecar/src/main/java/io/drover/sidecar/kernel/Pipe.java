package io.drover.sidecar.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A pipe between the sidecar and a child.
 *
 * @param ours the sidecar's end
 * @param theirs the child's; to be closed here once the child has it
 */
public record Pipe(Descriptor ours, ForChild theirs) implements AutoCloseable {

  private static final long O_CLOEXEC = 0x80000;

  /** A pipe that the child writes. */
  public static Pipe fromChild(Poller poller) throws KernelException {
    long[] ends = make();
    return new Pipe(Descriptor.of(poller, ends[0]), new ForChild(ends[1]));
  }

  /** A pipe that the child reads. */
  public static Pipe toChild(Poller poller) throws KernelException {
    long[] ends = make();
    return new Pipe(Descriptor.of(poller, ends[1]), new ForChild(ends[0]));
  }

  private static long[] make() throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment both = arena.allocate(8, 4);
      Syscall.PIPE2.call(both.address(), O_CLOEXEC);
      return new long[] {
        Descriptor.above(both.get(ValueLayout.JAVA_INT, 0)),
        Descriptor.above(both.get(ValueLayout.JAVA_INT, 4))
      };
    }
  }

  @Override
  public void close() {
    ours.close();
    theirs.close();
  }
}
