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
          Map.entry(5, "input/output error"),
          Map.entry(7, "argument list too long"),
          Map.entry(8, "exec format error"),
          Map.entry(9, "bad file descriptor"),
          Map.entry(10, "no child processes"),
          Map.entry(11, "resource temporarily unavailable"),
          Map.entry(12, "cannot allocate memory"),
          Map.entry(13, "permission denied"),
          Map.entry(16, "device or resource busy"),
          Map.entry(17, "file exists"),
          Map.entry(20, "not a directory"),
          Map.entry(21, "is a directory"),
          Map.entry(22, "invalid argument"),
          Map.entry(24, "too many open files"),
          Map.entry(26, "text file busy"),
          Map.entry(28, "no space left on device"),
          Map.entry(32, "broken pipe"),
          Map.entry(36, "file name too long"),
          Map.entry(38, "function not implemented"),
          Map.entry(40, "too many levels of symbolic links"),
          Map.entry(95, "operation not supported"));

  private final int errno;

  KernelException(String call, int errno) {
    super(call + ": " + describe(errno));
    this.errno = errno;
  }

  /** The kernel's words for an error number. */
  public static String describe(int errno) {
    return NAMES.getOrDefault(errno, "error " + errno);
  }

  /** The error alone, without the call. */
  public String reason() {
    return describe(errno);
  }

  /** True for EAGAIN. */
  boolean wouldBlock() {
    return errno == 11;
  }

  /** True for EIO, which a terminal answers when nobody has its other end any more. */
  boolean hungUp() {
    return errno == 5;
  }

  /** True for ECHILD. */
  boolean noChild() {
    return errno == 10;
  }

  /** True for EPIPE: nobody reads. */
  public boolean brokenPipe() {
    return errno == 32;
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
