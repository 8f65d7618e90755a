package io.drover.schedule;

import java.util.Collections;
import java.util.EnumMap;
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
    CANARY
  }

  private final Map<String, Map<Change, Integer>> groups = new TreeMap<>();

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

  /** The counts above zero, by group. */
  public Map<String, Map<Change, Integer>> counts() {
    return Collections.unmodifiableMap(groups);
  }
}
