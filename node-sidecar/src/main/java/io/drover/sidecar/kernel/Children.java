package io.drover.sidecar.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalInt;

/** Children of this process. */
public final class Children {

  private static final long WNOHANG = 1;

  private Children() {}

  /**
   * Collects an ended child.
   *
   * @return its wait status; nothing when it has not ended, or is no child of ours
   */
  public static OptionalInt collect(long pid) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(4, 4);
      long found = Syscall.WAIT4.call(pid, status.address(), WNOHANG);
      return found == 0 ? OptionalInt.empty() : OptionalInt.of(status.get(ValueLayout.JAVA_INT, 0));
    } catch (KernelException refused) {
      if (refused.noChild()) {
        return OptionalInt.empty();
      }
      throw refused;
    }
  }
}
