package io.drover.sidecar.spawn;

/** How a process ended. Not to know is a value of its own, never success and never a number. */
public sealed interface ExitStatus {

  /** It returned or called exit. */
  record Exited(int code) implements ExitStatus {}

  /** A signal ended it. */
  record Signaled(int signal) implements ExitStatus {}

  /** It is gone and nobody can say how. */
  record Unknown(String reason) implements ExitStatus {}

  /** From the status word of wait(2). */
  static ExitStatus ofWaitStatus(int status) {
    int signal = status & 0x7f;
    return signal == 0 ? new Exited(status >> 8 & 0xff) : new Signaled(signal);
  }
}
