package io.drover.schedule;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.Allocation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Lists of allocations as sets; what is the same allocation is told by its id. */
final class AllocSets {
  /** By the numbers in their names; of the same name, the oldest first. */
  static final Comparator<Allocation> BY_NAME =
      Comparator.comparingInt(Allocation::index)
          .thenComparingLong(Allocation::createIndex)
          .thenComparing(Allocation::id);

  private AllocSets() {}

  static Set<AllocId> ids(Collection<Allocation> allocations) {
    Set<AllocId> ids = new HashSet<>();
    allocations.forEach(a -> ids.add(a.id()));
    return ids;
  }

  static List<Allocation> without(List<Allocation> all, Collection<Allocation> gone) {
    if (gone.isEmpty()) {
      return all;
    }
    Set<AllocId> ids = ids(gone);
    return new ArrayList<>(all.stream().filter(a -> !ids.contains(a.id())).toList());
  }
}
