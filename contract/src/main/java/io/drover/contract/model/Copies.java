package io.drover.contract.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Immutable copies for the compact constructors of the model: absent means empty, maps are sorted.
 */
final class Copies {

  private Copies() {}

  static <T> List<T> list(@Nullable List<T> given) {
    if (given == null || given.isEmpty()) {
      return Collections.emptyList();
    }
    return given instanceof FrozenList<T> frozen ? frozen : new FrozenList<>(given);
  }

  static List<ScoreMeta> scores(@Nullable List<ScoreMeta> given) {
    if (given == null || given.isEmpty()) {
      return Collections.emptyList();
    }
    PackedScores packed = given instanceof PackedScores same ? same : PackedScores.of(given);
    return packed == null ? list(given) : packed;
  }

  static <V> Map<String, V> map(@Nullable Map<String, V> given) {
    if (given == null || given.isEmpty()) {
      return Collections.emptySortedMap();
    }
    return given instanceof FrozenMap<V> frozen ? frozen : new FrozenMap<>(given);
  }

  static String text(@Nullable String given) {
    return given == null ? "" : given;
  }
}
