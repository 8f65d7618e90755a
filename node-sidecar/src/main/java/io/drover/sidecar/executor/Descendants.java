package io.drover.sidecar.executor;

import io.drover.sidecar.kernel.Signals;
import io.drover.sidecar.spawn.ProcStat;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Processes that a process has started, as far as they have not been given to another parent. */
final class Descendants {

  private Descendants() {}

  /** Ends those that are in the group. */
  static void kill(long ancestor, ProcessGroup group) throws IOException {
    Map<Long, ProcStat> members = new HashMap<>();
    for (long pid : group.members()) {
      ProcStat.read(pid).ifPresent(stat -> members.put(pid, stat));
    }
    Set<Long> found = new HashSet<>(Set.of(ancestor));
    boolean more = true;
    while (more) {
      more = false;
      for (ProcStat member : members.values()) {
        if (found.contains(member.parent())) {
          more |= found.add(member.pid());
        }
      }
    }
    found.remove(ancestor);
    for (long pid : found) {
      long ticks = members.get(pid).startTicks();
      Signals.send(
          pid,
          Signals.KILL,
          () -> ProcStat.read(pid).filter(now -> now.startTicks() == ticks).isPresent());
    }
  }
}
