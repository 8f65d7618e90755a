package io.drover.sidecar.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Optional;

/**
 * Functions of the C library, all called in one shape: arguments that are integers or addresses
 * travel in registers, whatever their width, so a native image needs one registration
 * (META-INF/native-image, checked by a test). Stateless, thread-safe.
 */
final class Libc {

  static final boolean X86_64 = System.getProperty("os.arch").equals("amd64");

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  /** Six longs in, a long out. */
  static final FunctionDescriptor SHAPE =
      FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG);

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL =
      function("syscall").orElseThrow(() -> new IllegalStateException("no syscall function"));

  private Libc() {}

  /** A function by name; nothing where the C library does not have it. */
  static Optional<MethodHandle> function(String name) {
    return LINKER
        .defaultLookup()
        .find(name)
        .map(
            address ->
                LINKER.downcallHandle(address, SHAPE, Linker.Option.captureCallState("errno")));
  }

  /** Calls a function that gives an int: what it returned. Missing arguments are zero. */
  static int call(MethodHandle function, long... arguments) {
    long[] six = Arrays.copyOf(arguments, 6);
    try (Arena arena = Arena.ofConfined()) {
      return (int)
          (long)
              function.invokeExact(
                  arena.allocate(STATE), six[0], six[1], six[2], six[3], six[4], six[5]);
    } catch (Error | RuntimeException failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /**
   * A system call by number. A text or buffer goes in as its address.
   *
   * @throws KernelException with the errno, when the kernel refuses
   */
  static long call(String name, long number, long a, long b, long c, long d, long e)
      throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = (long) SYSCALL.invokeExact(state, number, a, b, c, d, e);
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
