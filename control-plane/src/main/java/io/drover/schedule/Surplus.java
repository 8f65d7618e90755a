package io.drover.schedule;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.Allocation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Picks the allocations that a group has too many of. Once canaries are promoted, what they were
 * tried beside goes first; then what has to move anyway; then the highest numbers. Source:
 * semantics.md 4.3.
 */
final class Surplus {
  /** Of the highest number the oldest version first, and of that the youngest allocation. */
  private static final Comparator<Allocation> HIGHEST_FIRST =
      Comparator.comparingInt(Allocation::index)
          .reversed()
          .thenComparingLong(a -> a.jobRef().version())
          .thenComparing(Comparator.comparingLong(Allocation::createIndex).reversed())
          .thenComparing(Allocation::id);

  private final AllocNames names;
  private final List<Allocation> stopped = new ArrayList<>();
  private int remaining;

  private Surplus(AllocNames names, int remaining) {
    this.names = names;
    this.remaining = remaining;
  }

  /**
   * What is to stop.
   *
   * @param staying without the canaries, as long as they are not promoted
   * @param canaries those that were promoted
   * @param moving what is to stop of it is not to move any more
   */
  static List<Allocation> pick(
      int count,
      AllocNames names,
      List<Allocation> staying,
      List<Allocation> canaries,
      List<Allocation> moving) {
    Surplus surplus = new Surplus(names, staying.size() + moving.size() - count);
    if (surplus.remaining <= 0) {
      return List.of();
    }
    List<Allocation> open = sorted(staying);
    surplus.besideCanaries(open, canaries);
    surplus.moving(sorted(moving));
    if (surplus.remaining > 0) {
      Set<Integer> highest = names.highest(surplus.remaining);
      surplus.take(open, a -> highest.contains(a.index()));
      surplus.take(open, a -> true); // Where names were in use twice.
    }
    return surplus.stopped;
  }

  private static List<Allocation> sorted(List<Allocation> allocations) {
    return new ArrayList<>(
        allocations.stream().filter(a -> !a.terminal()).sorted(HIGHEST_FIRST).toList());
  }

  private void besideCanaries(List<Allocation> open, List<Allocation> canaries) {
    if (!canaries.isEmpty()) {
      Set<AllocId> ids = AllocSets.ids(canaries);
      var indexes = AllocNames.indexes(canaries);
      take(open, a -> !ids.contains(a.id()) && indexes.get(Math.max(0, a.index())));
    }
  }

  private void moving(List<Allocation> moving) {
    int before = stopped.size();
    take(moving, a -> true);
    stopped.subList(before, stopped.size()).forEach(names::release);
  }

  private void take(List<Allocation> from, Predicate<Allocation> wanted) {
    var all = from.iterator();
    while (remaining > 0 && all.hasNext()) {
      Allocation next = all.next();
      if (wanted.test(next)) {
        all.remove();
        stopped.add(next);
        remaining--;
      }
    }
  }
}
