package io.drover.sidecar.drivers;

import io.drover.sidecar.executor.ProcessExit;
import io.drover.sidecar.spawn.ExitStatus;

/**
 * How a run of a task ended.
 *
 * @param message the driver's, may be empty
 */
public record TaskExit(int code, int signal, boolean oomKilled, String message) {

  /** Stands for "not known" where the wire has a number only; no process can exit with it. */
  public static final int UNKNOWN_CODE = -1;

  /** Signals become 128+n beside the signal; what is not known is said in words. */
  public static TaskExit of(ProcessExit exit) {
    boolean oom = exit.oomKilled();
    return switch (exit.status()) {
      case ExitStatus.Exited exited -> new TaskExit(exited.code(), 0, oom, "");
      case ExitStatus.Signaled signaled ->
          new TaskExit(128 + signaled.signal(), signaled.signal(), oom, "");
      case ExitStatus.Unknown unknown ->
          new TaskExit(UNKNOWN_CODE, 0, oom, "exit status unknown: " + unknown.reason());
    };
  }

  /** True for a clean end. */
  public boolean successful() {
    return code == 0 && signal == 0 && message.isEmpty();
  }
}
