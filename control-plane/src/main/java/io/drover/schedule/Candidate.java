package io.drover.schedule;

import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.Allocation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * An allocation that may have to stop for another one.
 *
 * @param maxParallel how many of its group may move at a time; 0 if that does not matter
 */
record Candidate(
    Allocation allocation, AllocatedResources resources, int priority, int maxParallel) {

  /** Those of the lowest priority first. */
  static Iterable<List<Candidate>> byPriority(List<Candidate> candidates) {
    Map<Integer, List<Candidate>> groups = new TreeMap<>();
    candidates.forEach(c -> groups.computeIfAbsent(c.priority, p -> new ArrayList<>()).add(c));
    return groups.values();
  }

  /** Leaves out who is not needed, trying those first that are farthest from what is wanted. */
  static List<Candidate> needed(
      List<Candidate> chosen,
      ToIntFunction<Candidate> gives,
      int wanted,
      ToDoubleFunction<Candidate> distance) {
    chosen.sort(Comparator.comparingDouble(distance).reversed());
    List<Candidate> needed = new ArrayList<>();
    int given = 0;
    for (Candidate candidate : chosen) {
      if (given < wanted) {
        given += gives.applyAsInt(candidate);
        needed.add(candidate);
      }
    }
    return needed;
  }
}
