package io.drover.sidecar.spawn;

import io.drover.sidecar.kernel.KernelException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a process says of itself until it is the program it is to become.
 *
 * @param failure the step that failed; null when the program was started
 * @param waitStatus of a program that starts another one and ends; -1 without
 */
record LaunchReport(@Nullable String failure, int waitStatus) {

  /** Reads what came through descriptor 3; {@code program} is what was to be started. */
  static LaunchReport parse(byte[] told, String program) {
    String step = "running the launching shell";
    boolean tried = false;
    int waitStatus = -1;
    int at = 0;
    while (at < told.length) {
      char kind = (char) told[at];
      switch (kind) {
        case 'S', 'E' -> {
          int end = at;
          while (end < told.length && told[end] != '\n') {
            end++;
          }
          String text = new String(told, at + 1, end - at - 1, StandardCharsets.UTF_8).strip();
          if (kind == 'E') {
            return new LaunchReport(text, -1);
          }
          step = text;
          at = end + 1;
        }
        case 'R' -> {
          tried = true;
          at++;
        }
        case 'X', 'H' -> {
          int errno = at + 1 < told.length ? told[at + 1] & 0xff : 0;
          String what =
              kind == 'H'
                  ? "moving the holder into its cgroup"
                  : "fork/exec " + (tried ? program : "/bin/sh");
          return new LaunchReport(what + ": " + KernelException.describe(errno), -1);
        }
        case 'W' -> {
          waitStatus = at + 2 < told.length ? told[at + 1] & 0xff | (told[at + 2] & 0xff) << 8 : 0;
          at += 5;
        }
        default -> {
          return new LaunchReport("what it told cannot be understood, after " + step, -1);
        }
      }
    }
    return new LaunchReport(tried ? null : step, waitStatus);
  }
}
