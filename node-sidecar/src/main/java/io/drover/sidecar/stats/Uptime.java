package io.drover.sidecar.stats;

import io.drover.sidecar.kernel.SmallFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** How long the machine has been running. */
final class Uptime {

  private static final long NANOS_OF_HUNDREDTH = Duration.ofMillis(10).toNanos();

  private Uptime() {}

  /** From /proc/uptime, in its resolution of 10 ms. */
  static long nanos() {
    SmallFiles files = new SmallFiles();
    try {
      files.read("/proc/uptime");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    long seconds = files.next(0);
    return Duration.ofSeconds(seconds).toNanos() + files.next(0) * NANOS_OF_HUNDREDTH;
  }
}
