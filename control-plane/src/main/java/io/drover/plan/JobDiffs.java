package io.drover.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.command.job.JobDocument;
import io.drover.contract.json.Json;
import io.drover.contract.model.JobSpec;
import io.drover.schedule.Desired.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares two versions of a job. It works on the canonical JSON of the two, so that a member which
 * is new in the model is shown without anyone thinking of it. Pure. Source: objects.md 2.
 */
final class JobDiffs {

  private final Map<String, Map<Change, Integer>> changes;
  private final boolean annotated;

  /** With the counts of allocations that change, by group; notes say what that means for them. */
  JobDiffs(Map<String, Map<Change, Integer>> changes) {
    this(changes, true);
  }

  private JobDiffs(Map<String, Map<Change, Integer>> changes, boolean annotated) {
    this.changes = changes;
    this.annotated = annotated;
  }

  /** Differences alone: nothing is planned, so there are no notes. */
  static JobDiffs plain() {
    return new JobDiffs(Map.of(), false);
  }

  /** A version of a job; whether it is stopped is not part of its document. */
  record Version(JobSpec spec, boolean stop) {

    private JsonNode json() {
      try {
        // Written and read again, numbers of equal text are equal nodes.
        ObjectNode job = (ObjectNode) Json.MAPPER.readTree(JobDocument.bytes(spec));
        job.put("Stop", stop);
        return job;
      } catch (IOException e) {
        throw new UncheckedIOException("a job document can always be read", e);
      }
    }
  }

  /** What leads from the registered version, if there is one, to another. */
  JobDiff of(@Nullable Version before, Version after) {
    JsonNode old = before == null ? null : before.json();
    JsonNode now = after.json();
    Map<String, JsonNode> oldGroups = byName(old, "TaskGroups");
    Map<String, JsonNode> newGroups = byName(now, "TaskGroups");
    List<TaskGroupDiff> groups = new ArrayList<>();
    for (String name : union(oldGroups, newGroups)) {
      groups.add(group(name, oldGroups.get(name), newGroups.get(name)));
    }
    return new JobDiff(
        type(old, now),
        after.spec().id(),
        BlockDiff.fields(old, now, Shape.JOB, false),
        BlockDiff.objects(old, now, Shape.JOB, false),
        groups);
  }

  private TaskGroupDiff group(String name, @Nullable JsonNode given, @Nullable JsonNode wanted) {
    JsonNode old = withoutEmptyConsul(given);
    JsonNode now = withoutEmptyConsul(wanted);
    DiffType type = type(old, now);
    Map<String, JsonNode> oldTasks = byName(old, "Tasks");
    Map<String, JsonNode> newTasks = byName(now, "Tasks");
    List<TaskDiff> tasks = new ArrayList<>();
    for (String task : union(oldTasks, newTasks)) {
      tasks.add(task(type, task, oldTasks.get(task), newTasks.get(task)));
    }
    Shape shape = old == null || now == null ? Shape.WHOLE_GROUP : Shape.GROUP;
    List<FieldDiff> fields =
        BlockDiff.fields(old, now, shape, false).stream()
            .map(f -> annotated && f.name().equals("Count") ? DiffNotes.count(f) : f)
            .toList();
    return new TaskGroupDiff(
        type,
        name,
        fields,
        BlockDiff.objects(old, now, shape, false),
        tasks,
        DiffNotes.updates(changes.getOrDefault(name, Map.of())));
  }

  private TaskDiff task(
      DiffType group, String name, @Nullable JsonNode old, @Nullable JsonNode now) {
    DiffType type = type(old, now);
    List<FieldDiff> fields = BlockDiff.fields(old, now, Shape.TASK, false);
    List<ObjectDiff> objects = BlockDiff.objects(old, now, Shape.TASK, false);
    List<String> notes = annotated ? DiffNotes.task(group, type, fields, objects) : List.of();
    return new TaskDiff(type, name, fields, objects, notes);
  }

  /** Every group has a Consul block; one that says nothing is none to the user. */
  private static @Nullable JsonNode withoutEmptyConsul(@Nullable JsonNode group) {
    if (group != null && group.path("Consul").path("Namespace").asText().isEmpty()) {
      ((ObjectNode) group).putNull("Consul");
    }
    return group;
  }

  private static DiffType type(@Nullable JsonNode before, @Nullable JsonNode after) {
    if (before == null) {
      return DiffType.ADDED;
    }
    if (after == null) {
      return DiffType.DELETED;
    }
    return before.equals(after) ? DiffType.NONE : DiffType.EDITED;
  }

  private static Map<String, JsonNode> byName(@Nullable JsonNode parent, String list) {
    Map<String, JsonNode> all = new TreeMap<>();
    if (parent != null) {
      parent.path(list).forEach(item -> all.put(item.path("Name").asText(), item));
    }
    return all;
  }

  private static SortedSet<String> union(Map<String, JsonNode> a, Map<String, JsonNode> b) {
    SortedSet<String> names = new TreeSet<>(a.keySet());
    names.addAll(b.keySet());
    return names;
  }
}
