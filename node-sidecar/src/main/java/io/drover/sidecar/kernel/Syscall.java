package io.drover.sidecar.kernel;

/**
 * System call numbers. Those from 424 on are the same everywhere; the older ones differ between
 * x86-64 and the newer architectures, which share one table (asm-generic/unistd.h).
 */
enum Syscall {
  READ(0, 63),
  WRITE(1, 64),
  CLOSE(3, 57),
  IOCTL(16, 29),
  WAIT4(61, 260),
  KILL(62, 129),
  FCNTL(72, 25),
  PIPE2(293, 59),
  MEMFD_CREATE(319, 279),
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  FALLOCATE(285, 47),
  OPENAT(257, 56),
  STATFS(137, 43),
  EVENTFD2(290, 19),
  EPOLL_CREATE1(291, 20),
  EPOLL_CTL(233, 21),
  EPOLL_PWAIT(281, 22),
  PIDFD_SEND_SIGNAL(424, 424),
  PIDFD_OPEN(434, 434),
  LANDLOCK_CREATE_RULESET(444, 444);

  private final int number;

  Syscall(int x86, int generic) {
    number = Libc.X86_64 ? x86 : generic;
  }

  /** Makes the call; missing arguments are zero. */
  long call(long... arguments) throws KernelException {
    long[] five = new long[5];
    System.arraycopy(arguments, 0, five, 0, arguments.length);
    return Libc.call(
        name().toLowerCase(java.util.Locale.ROOT),
        number,
        five[0],
        five[1],
        five[2],
        five[3],
        five[4]);
  }
}
