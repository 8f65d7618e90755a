package io.drover.cli.job;

import io.drover.cli.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A plan's JobDiff as lines with `+`, `-` or `+/-` before what was added, deleted or edited. What a
 * whole added or deleted part consists of is shown only when asked for: it is in the job file.
 */
final class DiffText {

  /** Objects nest as deep as a job file does; a hostile answer shall not exhaust the stack. */
  private static final int DEPTH_MAX = 64;

  private final boolean verbose;
  private final List<String> lines = new ArrayList<>();

  private DiffText(boolean verbose) {
    this.verbose = verbose;
  }

  static List<String> of(Doc job, boolean verbose) {
    DiffText text = new DiffText(verbose);
    text.job(job);
    return text.lines;
  }

  private void job(Doc job) {
    add(0, job, "Job: \"%s\"".formatted(job.text("ID")));
    if (verbose || edited(job)) {
      parts(0, job);
    }
    for (Doc group : job.items("TaskGroups")) {
      group(group);
    }
  }

  private void group(Doc group) {
    Map<String, Doc> updates = group.entries("Updates");
    String counts =
        updates.entrySet().stream()
            .map(e -> e.getValue().asLong() + " " + e.getKey())
            .collect(Collectors.joining(", "));
    add(
        0,
        group,
        "Task Group: \"%s\"%s"
            .formatted(group.text("Name"), counts.isEmpty() ? "" : " (" + counts + ")"));
    if (verbose || edited(group)) {
      parts(2, group);
    }
    for (Doc task : group.items("Tasks")) {
      task(task, group);
    }
  }

  private void task(Doc task, Doc group) {
    int aligned = task.text("Type").equals("None") ? 2 + widestMarker(group) : 2;
    add(aligned, task, "Task: \"%s\"%s".formatted(task.text("Name"), annotations(task)));
    if (verbose || edited(task)) {
      parts(4, task);
    }
  }

  private void parts(int indent, Doc parent) {
    parts(indent, parent, 0);
  }

  private void parts(int indent, Doc parent, int depth) {
    if (depth > DEPTH_MAX) {
      lines.add(" ".repeat(indent) + "...");
      return;
    }
    List<Doc> fields = parent.items("Fields");
    List<Doc> objects = parent.items("Objects");
    int marker = widestMarker(parent);
    int name = fields.stream().mapToInt(f -> f.text("Name").length()).max().orElse(0);
    for (Doc field : fields) {
      String title = field.text("Name") + ":";
      lines.add(
          " ".repeat(indent)
              + padded(marker(field), marker)
              + padded(title, name + 1)
              + " "
              + value(field)
              + annotations(field));
    }
    for (Doc object : objects) {
      lines.add(" ".repeat(indent) + padded(marker(object), marker) + object.text("Name") + " {");
      parts(indent + 2, object, depth + 1);
      lines.add(" ".repeat(indent + marker) + "}");
    }
  }

  private static int widestMarker(Doc parent) {
    return Stream.of("Fields", "Objects", "Tasks")
        .flatMap(m -> parent.items(m).stream())
        .mapToInt(d -> marker(d).length())
        .max()
        .orElse(0);
  }

  private static String value(Doc field) {
    return switch (field.text("Type")) {
      case "Deleted" -> "\"%s\"".formatted(field.text("Old"));
      case "Edited" -> "\"%s\" => \"%s\"".formatted(field.text("Old"), field.text("New"));
      default -> "\"%s\"".formatted(field.text("New"));
    };
  }

  private static String annotations(Doc doc) {
    List<String> texts = doc.items("Annotations").stream().map(Doc::asText).toList();
    return texts.isEmpty() ? "" : " (" + String.join(", ", texts) + ")";
  }

  private void add(int indent, Doc doc, String text) {
    lines.add(" ".repeat(indent) + marker(doc) + text);
  }

  private static boolean edited(Doc doc) {
    return doc.text("Type").equals("Edited");
  }

  private static String marker(Doc doc) {
    return switch (doc.text("Type")) {
      case "Added" -> "+ ";
      case "Deleted" -> "- ";
      case "Edited" -> "+/- ";
      default -> "";
    };
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
