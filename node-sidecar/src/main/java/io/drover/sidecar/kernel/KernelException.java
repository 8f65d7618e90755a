package io.drover.sidecar.kernel;

import java.io.IOException;
import java.util.Map;

/** A system call failed; the message names the call and the error. */
public final class KernelException extends IOException {

  private static final long serialVersionUID = 1;

  // Numbers of asm-generic/errno-base.h, the same on every architecture that Java runs on.
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1, "operation not permitted"),
          Map.entry(2, "no such file or directory"),
          Map.entry(3, "no such process"),
          Map.entry(4, "interrupted"),
          Map.entry(9, "bad file descriptor"),
          Map.entry(12, "out of memory"),
          Map.entry(13, "permission denied"),
          Map.entry(16, "device or resource busy"),
          Map.entry(17, "file exists"),
          Map.entry(22, "invalid argument"),
          Map.entry(24, "too many open files"),
          Map.entry(28, "no space left on device"),
          Map.entry(38, "function not implemented"),
          Map.entry(95, "operation not supported"));

  private final int errno;

  KernelException(String call, int errno) {
    super(call + ": " + NAMES.getOrDefault(errno, "error " + errno));
    this.errno = errno;
  }

  /** True for ESRCH: the process is gone. */
  public boolean noSuchProcess() {
    return errno == 3;
  }

  /** True for EINTR. */
  boolean interrupted() {
    return errno == 4;
  }

  /** True for EINVAL, which unmounting answers for what is no mount point. */
  boolean invalid() {
    return errno == 22;
  }

  /** True for ENOENT. */
  boolean missing() {
    return errno == 2;
  }
}
