package io.drover.sidecar.kernel;

import java.util.OptionalLong;

/** The kernel's sandbox of file access. */
public final class Landlock {

  private static final long ASK_VERSION = 1;

  private Landlock() {}

  /** Version of its interface; nothing where the kernel has none, or it is switched off. */
  public static OptionalLong version() {
    try {
      return OptionalLong.of(Syscall.LANDLOCK_CREATE_RULESET.call(0, 0, ASK_VERSION));
    } catch (KernelException none) {
      return OptionalLong.empty();
    }
  }
}
