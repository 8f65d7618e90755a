package io.drover.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;

/** One value, as text; empty where there is none. */
public record FieldDiff(
    DiffType type,
    String name,
    @JsonProperty("Old") String before,
    @JsonProperty("New") String after,
    List<String> annotations) {

  static final Comparator<FieldDiff> ORDER =
      Comparator.comparing(FieldDiff::name)
          .thenComparing(FieldDiff::before)
          .thenComparing(FieldDiff::after);

  static FieldDiff of(String name, String before, String after) {
    DiffType type;
    if (before.equals(after)) {
      type = DiffType.NONE;
    } else if (before.isEmpty()) {
      type = DiffType.ADDED;
    } else {
      type = after.isEmpty() ? DiffType.DELETED : DiffType.EDITED;
    }
    return new FieldDiff(type, name, before, after, List.of());
  }

  FieldDiff annotated(String annotation) {
    return new FieldDiff(type, name, before, after, List.of(annotation));
  }
}
