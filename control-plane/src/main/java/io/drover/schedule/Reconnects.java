package io.drover.schedule;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.AllocMetric;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DesiredTransition;
import io.drover.contract.model.JobRef;
import io.drover.contract.model.JobVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides between allocations whose nodes came back and those that took their place meanwhile.
 * Source: semantics.md 4.9.
 */
final class Reconnects {
  private final JobVersion version;
  private final Standings standings;
  private final Reconciliation result;
  private final List<Allocation> stopped = new ArrayList<>();
  private final Set<AllocId> stoppedIds = new HashSet<>();

  Reconnects(JobVersion version, Standings standings, Reconciliation result) {
    this.version = version;
    this.standings = standings;
    this.result = result;
  }

  /** Stops what loses; the answer is what goes on of those that came back. */
  List<Allocation> settle(List<Allocation> returning, List<Allocation> all) {
    for (Allocation back : returning) {
      if (back.clientStatus() == ClientStatus.FAILED) {
        lose(back, Descriptions.RESCHEDULED);
      } else if (unwanted(back)) {
        lose(back, Descriptions.NOT_NEEDED);
      } else {
        compare(back, all);
      }
    }
    List<Allocation> kept = returning.stream().filter(a -> !stoppedIds.contains(a.id())).toList();
    for (Allocation back : kept) {
      if (back.clientStatus() == ClientStatus.RUNNING) {
        result.noted.add(standings.recorded(back, ClientStatus.RUNNING));
      }
    }
    return kept;
  }

  /** Everything that lost, replacements included. */
  List<Allocation> stopped() {
    return stopped;
  }

  private void lose(Allocation allocation, String description) {
    if (stoppedIds.add(allocation.id())) {
      stopped.add(allocation);
      result.stop(allocation, description);
    }
  }

  private boolean unwanted(Allocation back) {
    DesiredTransition transition = back.desiredTransition();
    return Boolean.TRUE.equals(transition.migrate())
        || Boolean.TRUE.equals(transition.reschedule())
        || Boolean.TRUE.equals(transition.forceReschedule())
        || back.jobRef().version() < version.version()
        || back.jobRef().createIndex() < version.createIndex();
  }

  private void compare(Allocation back, List<Allocation> all) {
    for (Allocation other : all) {
      boolean replacement =
          !other.id().equals(back.id())
              && other.name().equals(back.name())
              && other.createIndex() > back.createIndex();
      if (replacement && !other.serverTerminal()) {
        if (better(other, back)) {
          lose(back, Descriptions.NOT_NEEDED);
        } else {
          lose(other, Descriptions.RECONNECTED);
        }
      }
    }
  }

  /** Whether a replacement is to be kept instead of the one that it replaced. */
  private static boolean better(Allocation replacement, Allocation original) {
    JobRef newer = replacement.jobRef();
    JobRef older = original.jobRef();
    if (newer.version() > older.version() || newer.createIndex() > older.createIndex()) {
      return true;
    }
    // It takes a better node to move, and nothing that runs is given up for what does not yet.
    boolean running = replacement.clientStatus() == ClientStatus.RUNNING;
    return score(replacement.metrics()) > score(original.metrics())
        && (running || original.clientStatus() != ClientStatus.RUNNING);
  }

  private static double score(@Nullable AllocMetric metric) {
    return metric == null
        ? Double.NEGATIVE_INFINITY
        : metric.scoreMetaData().stream()
            .mapToDouble(s -> s.normScore())
            .max()
            .orElse(Double.NEGATIVE_INFINITY);
  }
}
