package io.drover.sidecar.task;

import java.time.Duration;

/** How long to wait between attempts to kill a task that does not die (semantics.md 12.5). */
final class KillBackoff {

  static final int ATTEMPTS = 5;

  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private KillBackoff() {}

  static Duration after(int attempt) {
    Duration wait = FIRST.multipliedBy(1L << 2 * (attempt - 1));
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
