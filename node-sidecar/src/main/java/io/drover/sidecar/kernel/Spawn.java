package io.drover.sidecar.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/**
 * posix_spawn: a child without a copy of this process's memory. Each child leads a session of its
 * own, has every signal at its default and none blocked, and only the descriptors it is given.
 */
public final class Spawn {

  private static final MethodHandle SPAWN = need("posix_spawn");
  private static final MethodHandle ACTIONS_INIT = need("posix_spawn_file_actions_init");
  private static final MethodHandle ACTIONS_DESTROY = need("posix_spawn_file_actions_destroy");
  private static final MethodHandle ADD_DUP2 = need("posix_spawn_file_actions_adddup2");
  private static final MethodHandle ADD_OPEN = need("posix_spawn_file_actions_addopen");
  // glibc 2.34; without it the programs that run before the task's own have more descriptors.
  private static final Optional<MethodHandle> ADD_CLOSE_FROM =
      Libc.function("posix_spawn_file_actions_addclosefrom_np");
  private static final MethodHandle ATTRIBUTES_INIT = need("posix_spawnattr_init");
  private static final MethodHandle ATTRIBUTES_DESTROY = need("posix_spawnattr_destroy");
  private static final MethodHandle SET_FLAGS = need("posix_spawnattr_setflags");
  private static final MethodHandle SET_DEFAULTS = need("posix_spawnattr_setsigdefault");
  private static final MethodHandle SET_MASK = need("posix_spawnattr_setsigmask");

  private static final long SETSIGDEF_SETSIGMASK_SETSID = 0x04 | 0x08 | 0x80;
  // More than the C libraries' structures have: 80 and 336 bytes in glibc.
  private static final long STRUCTURE_BYTES = 1024;
  private static final long SIGNAL_SET_BYTES = 128;

  /** What a descriptor of the child is. */
  public sealed interface Source {

    /** One of ours. */
    record Given(ForChild descriptor) implements Source {}

    /**
     * A path that the child opens.
     *
     * @param flags of open(2); a terminal becomes its controlling one
     */
    record Opened(String path, int flags) implements Source {}
  }

  /** For {@link Source.Opened}. */
  public static final int READ_WRITE = 2;

  private Spawn() {}

  private static MethodHandle need(String name) {
    return Libc.function(name)
        .orElseThrow(() -> new IllegalStateException("the C library has no " + name));
  }

  /**
   * Starts a program.
   *
   * @param path of the program; {@code arguments} begin with its name
   * @param environment as NAME=value
   * @param descriptors of the child from 0 on
   * @return the process id of the child, which has to be collected
   */
  public static long start(
      String path, List<String> arguments, List<String> environment, List<Source> descriptors)
      throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pid = arena.allocate(8, 8);
      MemorySegment actions = arena.allocate(STRUCTURE_BYTES, 16);
      MemorySegment attributes = arena.allocate(STRUCTURE_BYTES, 16);
      check("posix_spawn", Libc.call(ACTIONS_INIT, actions.address()));
      check("posix_spawn", Libc.call(ATTRIBUTES_INIT, attributes.address()));
      try {
        attributes(arena, attributes);
        actions(arena, actions, descriptors);
        check(
            "posix_spawn",
            Libc.call(
                SPAWN,
                pid.address(),
                Libc.text(arena, path).address(),
                actions.address(),
                attributes.address(),
                texts(arena, arguments),
                texts(arena, environment)));
        return pid.get(ValueLayout.JAVA_INT, 0);
      } finally {
        Libc.call(ACTIONS_DESTROY, actions.address());
        Libc.call(ATTRIBUTES_DESTROY, attributes.address());
      }
    }
  }

  private static void attributes(Arena arena, MemorySegment attributes) throws KernelException {
    MemorySegment all = arena.allocate(SIGNAL_SET_BYTES, 8).fill((byte) -1);
    MemorySegment none = arena.allocate(SIGNAL_SET_BYTES, 8);
    check("posix_spawn", Libc.call(SET_DEFAULTS, attributes.address(), all.address()));
    check("posix_spawn", Libc.call(SET_MASK, attributes.address(), none.address()));
    check("posix_spawn", Libc.call(SET_FLAGS, attributes.address(), SETSIGDEF_SETSIGMASK_SETSID));
  }

  private static void actions(Arena arena, MemorySegment actions, List<Source> descriptors)
      throws KernelException {
    for (int i = 0; i < descriptors.size(); i++) {
      int added =
          switch (descriptors.get(i)) {
            case Source.Given given ->
                Libc.call(ADD_DUP2, actions.address(), given.descriptor().number(), i);
            case Source.Opened opened ->
                Libc.call(
                    ADD_OPEN,
                    actions.address(),
                    i,
                    Libc.text(arena, opened.path()).address(),
                    opened.flags(),
                    0);
          };
      check("posix_spawn", added);
    }
    if (ADD_CLOSE_FROM.isPresent()) {
      check("posix_spawn", Libc.call(ADD_CLOSE_FROM.get(), actions.address(), descriptors.size()));
    }
  }

  private static long texts(Arena arena, List<String> texts) {
    MemorySegment array = arena.allocate(8L * (texts.size() + 1), 8);
    for (int i = 0; i < texts.size(); i++) {
      array.set(ValueLayout.JAVA_LONG, 8L * i, Libc.text(arena, texts.get(i)).address());
    }
    return array.address();
  }

  private static void check(String call, int error) throws KernelException {
    if (error != 0) {
      throw new KernelException(call, error);
    }
  }
}
