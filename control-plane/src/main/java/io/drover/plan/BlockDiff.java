package io.drover.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares two versions of a block in the form of JSON, member by member as its {@link Shape} says.
 * Pure. It goes as deep as the JSON does, which the readers of job files and bodies bound.
 */
final class BlockDiff {

  private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

  private BlockDiff() {}

  /** The scalar members; {@code context} also shows those that did not change. */
  static List<FieldDiff> fields(
      @Nullable JsonNode before, @Nullable JsonNode after, Shape shape, boolean context) {
    Map<String, String> old = Flat.of(before, shape);
    Map<String, String> now = Flat.of(after, shape);
    SortedSet<String> names = new TreeSet<>(old.keySet());
    names.addAll(now.keySet());
    List<FieldDiff> all = new ArrayList<>();
    for (String name : names) {
      FieldDiff field = FieldDiff.of(name, old.getOrDefault(name, ""), now.getOrDefault(name, ""));
      if (context || field.type() != DiffType.NONE) {
        all.add(field);
      }
    }
    return all;
  }

  /** The blocks and sets that changed; {@code context} also shows sets that did not. */
  static List<ObjectDiff> objects(
      @Nullable JsonNode before, @Nullable JsonNode after, Shape shape, boolean context) {
    if (shape.free()) {
      return List.of();
    }
    List<ObjectDiff> all = new ArrayList<>();
    for (String name : blockNames(before, after, shape)) {
      JsonNode old = member(before, name);
      JsonNode now = member(after, name);
      JsonNode any = now == null ? old : now;
      if (any == null || !any.isContainerNode()) {
        continue;
      }
      if (any.isArray() && any.path(0).isValueNode()) {
        set(shape.title(name, false), old, now, context).ifPresent(all::add);
      } else if (any.isArray()) {
        all.addAll(list(shape, name, old, now));
      } else if (shape.keyed().contains(name)) {
        all.addAll(keyed(shape, name, old, now));
      } else if (old == null || !old.equals(now)) {
        all.add(block(shape.title(name, false), old, now, shape.block(name)));
      }
    }
    return all;
  }

  private static Set<String> blockNames(
      @Nullable JsonNode before, @Nullable JsonNode after, Shape shape) {
    Set<String> names = new LinkedHashSet<>(shape.first());
    (after == null ? NOTHING : after).fieldNames().forEachRemaining(names::add);
    (before == null ? NOTHING : before).fieldNames().forEachRemaining(names::add);
    names.removeAll(shape.hidden());
    names.removeAll(shape.maps());
    names.removeAll(shape.joined());
    return names;
  }

  private static @Nullable JsonNode member(@Nullable JsonNode block, String name) {
    JsonNode member = block == null ? null : block.get(name);
    return member == null || member.isNull() ? null : member;
  }

  /** One block that was added, deleted or edited. */
  static ObjectDiff block(
      String title, @Nullable JsonNode before, @Nullable JsonNode after, Shape shape) {
    DiffType type =
        before == null ? DiffType.ADDED : after == null ? DiffType.DELETED : DiffType.EDITED;
    return new ObjectDiff(
        type, title, fields(before, after, shape, true), objects(before, after, shape, true));
  }

  private static java.util.Optional<ObjectDiff> set(
      String title, @Nullable JsonNode before, @Nullable JsonNode after, boolean context) {
    Set<String> old = texts(before);
    Set<String> now = texts(after);
    if (old.equals(now) && !context) {
      return java.util.Optional.empty();
    }
    SortedSet<String> all = new TreeSet<>(old);
    all.addAll(now);
    List<FieldDiff> fields =
        all.stream()
            .map(
                text ->
                    FieldDiff.of(
                        title, old.contains(text) ? text : "", now.contains(text) ? text : ""))
            .sorted(FieldDiff.ORDER)
            .toList();
    boolean added = !old.containsAll(now);
    boolean deleted = !now.containsAll(old);
    DiffType type =
        added
            ? deleted ? DiffType.EDITED : DiffType.ADDED
            : deleted ? DiffType.DELETED : DiffType.NONE;
    return java.util.Optional.of(new ObjectDiff(type, title, fields, List.of()));
  }

  private static Set<String> texts(@Nullable JsonNode array) {
    Set<String> all = new LinkedHashSet<>();
    if (array != null) {
      array.forEach(item -> all.add(item.asText()));
    }
    return all;
  }

  private static List<ObjectDiff> list(
      Shape shape, String name, @Nullable JsonNode before, @Nullable JsonNode after) {
    List<JsonNode> old = items(before);
    List<JsonNode> now = items(after);
    for (Iterator<JsonNode> each = now.iterator(); each.hasNext(); ) {
      if (old.remove(each.next())) {
        each.remove(); // Unchanged, wherever it stands.
      }
    }
    String title = shape.title(name, true);
    Shape inner = shape.block(name);
    List<ObjectDiff> all = new ArrayList<>();
    for (String key : shape.keys().getOrDefault(name, List.of())) {
      for (Iterator<JsonNode> each = now.iterator(); each.hasNext(); ) {
        JsonNode item = each.next();
        JsonNode match = same(old, key, item);
        if (match != null) {
          old.remove(match);
          each.remove();
          all.add(block(title, match, item, inner));
        }
      }
    }
    now.forEach(item -> all.add(block(title, null, item, inner)));
    old.forEach(item -> all.add(block(title, item, null, inner)));
    all.sort(ObjectDiff.ORDER);
    return all;
  }

  private static @Nullable JsonNode same(List<JsonNode> candidates, String key, JsonNode item) {
    for (JsonNode candidate : candidates) {
      if (candidate.path(key).equals(item.path(key))) {
        return candidate;
      }
    }
    return null;
  }

  private static List<JsonNode> items(@Nullable JsonNode array) {
    List<JsonNode> all = new ArrayList<>();
    if (array != null) {
      array.forEach(all::add);
    }
    return all;
  }

  private static List<ObjectDiff> keyed(
      Shape shape, String name, @Nullable JsonNode before, @Nullable JsonNode after) {
    Map<String, JsonNode> old = new TreeMap<>();
    Map<String, JsonNode> now = new TreeMap<>();
    (before == null ? NOTHING : before)
        .properties()
        .forEach(p -> old.put(p.getKey(), p.getValue()));
    (after == null ? NOTHING : after).properties().forEach(p -> now.put(p.getKey(), p.getValue()));
    SortedSet<String> keys = new TreeSet<>(old.keySet());
    keys.addAll(now.keySet());
    List<ObjectDiff> all = new ArrayList<>();
    for (String key : keys) {
      JsonNode a = old.get(key);
      JsonNode b = now.get(key);
      if (a == null || !a.equals(b)) {
        all.add(block(shape.title(name, true), a, b, shape.block(name)));
      }
    }
    all.sort(ObjectDiff.ORDER);
    return all;
  }
}
