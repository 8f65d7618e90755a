package io.drover.sidecar.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The C library's syscall function, and nothing else of it: one shape of downcall, so that a native
 * image needs one registration (META-INF/native-image, checked by a test). Stateless, thread-safe.
 */
final class Libc {

  static final boolean X86_64 = System.getProperty("os.arch").equals("amd64");

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  /** syscall(number, a, b, c, d, e): six longs in, a long out. */
  static final FunctionDescriptor SYSCALL =
      FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG);

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL_HANDLE =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("syscall"),
          SYSCALL,
          Linker.Option.captureCallState("errno"));

  private Libc() {}

  /**
   * A system call by number. A text or buffer goes in as its address.
   *
   * @throws KernelException with the errno, when the kernel refuses
   */
  static long call(String name, long number, long a, long b, long c, long d, long e)
      throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = (long) SYSCALL_HANDLE.invokeExact(state, number, a, b, c, d, e);
      if (result == -1) {
        throw new KernelException(name, (int) ERRNO.get(state, 0L));
      }
      return result;
    } catch (KernelException | Error | RuntimeException failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static MemorySegment text(Arena arena, String text) {
    return arena.allocateFrom(text);
  }
}
