package io.drover.sidecar.template;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A map or structure. Immutable, so that no value can contain itself.
 *
 * @param entries sorted by key, as Go walks and prints maps
 * @param members what is found by name besides the entries, as Go finds methods
 * @param text what it prints as, or null for Go's form of a map
 */
record MapValue(
    Kind kind,
    SortedMap<String, @Nullable Object> entries,
    Map<String, @Nullable Object> members,
    @Nullable String text) {

  /** What a map has for a key that it has not. */
  enum Kind {
    /** Nothing. */
    ANY("map[string]interface {}"),
    /** An empty text. */
    TEXTS("map[string]string"),
    /** A structure: an error. */
    FIELDS("struct");

    private final String typeName;

    Kind(String typeName) {
      this.typeName = typeName;
    }

    String typeName() {
      return typeName;
    }
  }

  MapValue {
    entries = Collections.unmodifiableSortedMap(entries);
    members = Collections.unmodifiableMap(members);
  }

  static MapValue any(SortedMap<String, @Nullable Object> entries) {
    return new MapValue(Kind.ANY, entries, Map.of(), null);
  }

  static MapValue fields(SortedMap<String, @Nullable Object> entries, @Nullable String text) {
    return new MapValue(Kind.FIELDS, entries, Map.of(), text);
  }

  /** A copy with one more entry. */
  MapValue with(String key, @Nullable Object value) {
    SortedMap<String, @Nullable Object> copy = new TreeMap<>(entries);
    copy.put(key, value);
    return new MapValue(kind, copy, members, text);
  }

  @Nullable Object absent() {
    return kind == Kind.TEXTS ? "" : null;
  }
}
