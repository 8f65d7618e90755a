package io.drover.sidecar.cgroup;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Stops all processes of a group at once.
 *
 * @param file that the order is written to
 * @param stateFile that tells, with {@code stopped} in it, when all have stopped
 */
record Freezer(String file, String freeze, String thaw, String stateFile, String stopped) {

  static final Freezer V1 =
      new Freezer("freezer.state", "FROZEN", "THAWED", "freezer.state", "FROZEN");
  static final Freezer V2 = new Freezer("cgroup.freeze", "1", "0", "cgroup.events", "frozen 1");

  // A process that waits for a device stops late; the others can be killed without it.
  private static final long WAIT_NANOS = Duration.ofMillis(50).toNanos();
  private static final long POLL_NANOS = 200_000;

  /** Stops the group and those below it, and waits a moment for that. */
  void stop(GroupDirectory group) throws IOException {
    group.write(file, freeze);
    long deadline = System.nanoTime() + WAIT_NANOS;
    while (!group.read(stateFile).contains(stopped) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Lets them go on; also those that a task has stopped below it, which would not die. */
  void release(GroupDirectory group) throws IOException {
    for (GroupDirectory each : group.withDescendants()) {
      each.write(file, thaw);
    }
  }
}
