package io.drover.plan;

import io.drover.schedule.Desired.Change;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What changes do to allocations, in the words that clients show. Source: objects.md 2. */
final class DiffNotes {

  private static final String CREATE = "forces create";
  private static final String DESTROY = "forces destroy";
  private static final String REPLACE = "forces create/destroy update";
  private static final String IN_PLACE = "forces in-place update";
  private static final Set<String> HARMLESS_FIELDS = Set.of("KillTimeout");
  private static final Set<String> HARMLESS_BLOCKS = Set.of("Service", "Constraint");

  private static final Map<Change, String> WORDS =
      new EnumMap<>(
          Map.of(
              Change.IGNORE, "ignore",
              Change.PLACE, "create",
              Change.MIGRATE, "migrate",
              Change.STOP, "destroy",
              Change.IN_PLACE_UPDATE, "in-place update",
              Change.DESTRUCTIVE_UPDATE, "create/destroy update",
              Change.CANARY, "canary"));

  private DiffNotes() {}

  static Map<String, Integer> updates(Map<Change, Integer> changes) {
    Map<String, Integer> words = new TreeMap<>();
    changes.forEach(
        (change, count) -> {
          String word = WORDS.get(change);
          if (word != null) { // What stops for the job is no change of the job.
            words.put(word, count);
          }
        });
    return words;
  }

  static FieldDiff count(FieldDiff field) {
    return field.annotated(number(field.after()) > number(field.before()) ? CREATE : DESTROY);
  }

  private static int number(String count) {
    return count.isEmpty() ? -1 : Integer.parseInt(count); // None is less than zero of them.
  }

  static List<String> task(
      DiffType group, DiffType task, List<FieldDiff> fields, List<ObjectDiff> objects) {
    if (task == DiffType.NONE) {
      return List.of();
    }
    if (group == DiffType.ADDED || group == DiffType.DELETED) {
      return List.of(group == DiffType.ADDED ? CREATE : DESTROY);
    }
    boolean replaces =
        fields.stream().anyMatch(f -> !HARMLESS_FIELDS.contains(f.name()))
            || objects.stream().anyMatch(o -> !HARMLESS_BLOCKS.contains(o.name()));
    return List.of(replaces ? REPLACE : IN_PLACE);
  }
}
