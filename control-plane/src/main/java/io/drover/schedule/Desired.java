package io.drover.schedule;

import io.drover.contract.model.Allocation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many allocations of each group are to change in which way, as seen before any node is chosen:
 * a placement counts although no node can take it. Every group of the job is there, be it with
 * nothing. Filled by one round of a scheduler, read afterwards.
 */
public final class Desired {
  /** What is to happen to an allocation. */
  public enum Change {
    IGNORE,
    PLACE,
    MIGRATE,
    STOP,
    IN_PLACE_UPDATE,
    DESTRUCTIVE_UPDATE,
    CANARY,
    PREEMPT
  }

  private final Map<String, Map<Change, Integer>> groups = new TreeMap<>();
  private final List<Allocation> victims = new ArrayList<>();

  void group(String name) {
    groups.computeIfAbsent(name, g -> new EnumMap<>(Change.class));
  }

  void add(String group, Change change) {
    add(group, change, 1);
  }

  void add(String group, Change change, int count) {
    Map<Change, Integer> counts = groups.computeIfAbsent(group, g -> new EnumMap<>(Change.class));
    if (count > 0) {
      counts.merge(change, count, Integer::sum);
    }
  }

  /** Others have to stop for one of the group. */
  void preempted(String group, List<Allocation> more) {
    more.forEach(victim -> add(group, Change.PREEMPT));
    victims.addAll(more);
  }

  /** The allocations that have to stop for those of the job, as they are before. */
  public List<Allocation> victims() {
    return List.copyOf(victims);
  }

  /** The counts above zero, by group. */
  public Map<String, Map<Change, Integer>> counts() {
    return Collections.unmodifiableMap(groups);
  }
}
