package io.drover.schedule;

import io.drover.contract.model.Allocation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The numbers in the names of a group's allocations: which are in use, which come next and which go
 * first. A number can be in use twice, as that of a canary and of the allocation that it is to
 * replace.
 */
final class AllocNames {
  private final String prefix;
  private final int count;
  private final BitSet used;

  AllocNames(String jobId, String group, int count, Collection<Allocation> using) {
    this.prefix = jobId + "." + group + "[";
    this.count = count;
    this.used = indexes(using);
  }

  private static int index(Allocation allocation) {
    return Math.max(0, allocation.index());
  }

  static BitSet indexes(Collection<Allocation> allocations) {
    BitSet indexes = new BitSet();
    allocations.forEach(a -> indexes.set(index(a)));
    return indexes;
  }

  private String name(int index) {
    return prefix + index + "]";
  }

  void release(Allocation allocation) {
    used.clear(index(allocation));
  }

  /** Takes the highest numbers that are in use out of use; fewer if there are not so many. */
  Set<Integer> highest(int wanted) {
    Set<Integer> highest = new HashSet<>();
    for (int i = used.length() - 1; i >= 0 && highest.size() < wanted; i--) {
      if (used.get(i)) {
        used.clear(i);
        highest.add(i);
      }
    }
    return highest;
  }

  /** So many names: the lowest free ones below the count, then those from zero over again. */
  List<String> next(int wanted) {
    List<String> names = new ArrayList<>(wanted);
    for (int i = used.nextClearBit(0);
        names.size() < wanted && i < count;
        i = used.nextClearBit(i + 1)) {
      names.add(name(i));
      used.set(i);
    }
    for (int i = 0; names.size() < wanted; i++) {
      names.add(name(i));
      used.set(i);
    }
    return names;
  }

  /**
   * Names for canaries: first those of allocations that are to be replaced, since canaries take
   * their place once they are promoted; then free ones; then such as are beyond the count.
   */
  List<String> nextCanaries(
      int wanted, Collection<Allocation> canaries, Collection<Allocation> replaced) {
    BitSet taken = indexes(canaries);
    List<String> names = new ArrayList<>(wanted);
    BitSet preferred = indexes(replaced);
    for (int i = preferred.nextSetBit(0);
        names.size() < wanted && i >= 0 && i < count;
        i = preferred.nextSetBit(i + 1)) {
      take(i, taken, names);
    }
    for (int i = used.nextClearBit(0);
        names.size() < wanted && i < count;
        i = used.nextClearBit(i + 1)) {
      take(i, taken, names);
    }
    for (int i = count; names.size() < wanted; i++) {
      take(i, taken, names);
    }
    return names;
  }

  private void take(int index, BitSet taken, List<String> names) {
    if (!taken.get(index)) {
      taken.set(index);
      used.set(index);
      names.add(name(index));
    }
  }
}
