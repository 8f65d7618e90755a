package io.drover.sidecar.task;

import io.drover.contract.ids.AllocId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Which ended allocations' directories are to go (semantics.md 12.12). Pure. */
public final class CollectionRule {

  private final Thresholds thresholds;

  public CollectionRule(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  /**
   * When to collect.
   *
   * @param interval between looks
   * @param diskPercentMax used before something goes
   * @param inodePercentMax used before something goes
   * @param allocsMax kept at most, those that run included
   * @param parallel removed at a time
   */
  public record Thresholds(
      Duration interval,
      double diskPercentMax,
      double inodePercentMax,
      int allocsMax,
      int parallel) {}

  /** How full the file system of the allocations is, in percent. */
  record Usage(double diskPercent, double inodePercent) {}

  /** An allocation that may go. */
  record Candidate(AllocId id, Instant ended) {}

  /**
   * The next to go, the oldest end first; none when there is room.
   *
   * @param total how many allocations there are, those that run included
   */
  List<AllocId> next(List<Candidate> candidates, int total, Usage usage) {
    boolean full =
        usage.diskPercent() > thresholds.diskPercentMax()
            || usage.inodePercent() > thresholds.inodePercentMax();
    long wanted = full ? thresholds.parallel() : (long) total - thresholds.allocsMax();
    return candidates.stream()
        .sorted(
            Comparator.comparing(Candidate::ended)
                .thenComparing(candidate -> candidate.id().value()))
        .limit(Math.max(0, Math.min(wanted, thresholds.parallel())))
        .map(Candidate::id)
        .toList();
  }
}
