package io.drover.sidecar.cgroup;

import io.drover.sidecar.kernel.Signals;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Ends every process of a group and removes the group. */
final class GroupEnd {

  /** The seed's limit between SIGKILL and giving up (executor.md, Shutdown). */
  static final Duration WAIT = Duration.ofSeconds(15);

  private static final long POLL_NANOS_MIN = 200_000;
  private static final long POLL_NANOS_MAX = 20_000_000;

  private GroupEnd() {}

  /** One way to send SIGKILL to all that are in the group right now. */
  interface Blow {
    void strike(GroupDirectory group) throws IOException;
  }

  /** cgroup.kill (Linux 5.14): the kernel ends the whole subtree, forks included. */
  static void byKernel(GroupDirectory group) throws IOException {
    group.write("cgroup.kill", "1");
  }

  /** Stops the group so that nothing can fork, kills what is in it, and lets it go to its end. */
  static void byFreezing(GroupDirectory group, Freezer freezer) throws IOException {
    try {
      freezer.stop(group);
      killAll(group);
    } finally {
      freezer.release(group);
    }
  }

  /** Kills one after another; a group that forks faster than this escapes, for a while. */
  static void killAll(GroupDirectory group) throws IOException {
    for (long pid : group.members()) {
      kill(pid);
    }
  }

  private static void kill(long pid) throws IOException {
    // A pid read from cgroup.procs may be gone by now; that it is still a member is the check.
    Signals.send(pid, Signals.KILL, () -> true);
  }

  static void end(GroupDirectory group, Blow blow) throws IOException {
    long deadline = System.nanoTime() + WAIT.toNanos();
    long pause = POLL_NANOS_MIN;
    while (group.exists()) {
      List<Long> members = group.members();
      if (members.isEmpty() && removed(group)) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "cgroup " + group.path() + " still has processes " + members + " after " + WAIT);
      }
      if (!members.isEmpty()) {
        strike(group, blow);
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(pause * 2, POLL_NANOS_MAX);
    }
  }

  private static void strike(GroupDirectory group, Blow blow) throws IOException {
    try {
      blow.strike(group);
    } catch (NoSuchFileException removedMeanwhile) {
      if (group.exists()) {
        throw removedMeanwhile;
      }
    }
  }

  private static boolean removed(GroupDirectory group) throws IOException {
    for (GroupDirectory directory : group.withDescendants()) {
      try {
        directory.remove();
      } catch (IOException busy) {
        // EBUSY: a process that has just been killed is still on its way out. The caller tries on.
        return false;
      }
    }
    return true;
  }
}
