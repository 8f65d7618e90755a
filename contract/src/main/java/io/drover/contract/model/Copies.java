package io.drover.contract.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Immutable copies for the compact constructors of the model: absent means empty, maps are sorted.
 */
final class Copies {

  private Copies() {}

  static <T> List<T> list(@Nullable List<T> given) {
    return given == null ? List.of() : Collections.unmodifiableList(new ArrayList<>(given));
  }

  static <V> Map<String, V> map(@Nullable Map<String, V> given) {
    if (given == null || given.isEmpty()) {
      return Collections.emptySortedMap();
    }
    SortedMap<String, V> sorted = new TreeMap<>(given);
    return Collections.unmodifiableSortedMap(sorted);
  }

  static String text(@Nullable String given) {
    return given == null ? "" : given;
  }
}
