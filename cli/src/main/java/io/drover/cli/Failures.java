package io.drover.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Why a group found no place, in the words and order that users know. */
public final class Failures {

  private Failures() {}

  /** The lines of one AllocMetric, each behind the prefix. */
  public static List<String> lines(Doc metric, String prefix) {
    List<String> lines = new ArrayList<>();
    if (metric.number("NodesEvaluated") == 0) {
      lines.add("No nodes were eligible for evaluation");
    }
    for (Map.Entry<String, Doc> dc : metric.entries("NodesAvailable").entrySet()) {
      if (dc.getValue().asLong() == 0) {
        lines.add("No nodes are available in datacenter \"%s\"".formatted(dc.getKey()));
      }
    }
    each(lines, metric, "ClassFiltered", "Class \"%s\": %d nodes excluded by filter");
    each(lines, metric, "ConstraintFiltered", "Constraint \"%s\": %d nodes excluded by filter");
    if (metric.number("NodesExhausted") > 0) {
      lines.add("Resources exhausted on %d nodes".formatted(metric.number("NodesExhausted")));
    }
    each(lines, metric, "ClassExhausted", "Class \"%s\" exhausted on %d nodes");
    each(lines, metric, "DimensionExhausted", "Dimension \"%s\" exhausted on %d nodes");
    for (Doc quota : metric.items("QuotaExhausted")) {
      lines.add("Quota limit hit \"%s\"".formatted(quota.asText()));
    }
    return lines.stream().map(l -> prefix + "* " + l).toList();
  }

  /** "Task Group "g" (failed to place 2 allocations):" and its lines. */
  public static List<String> group(String name, Doc metric, String prefix) {
    long failed = metric.number("CoalescedFailures") + 1;
    List<String> lines = new ArrayList<>();
    lines.add(
        "%sTask Group \"%s\" (failed to place %s):"
            .formatted(prefix, name, Format.count(failed, "allocation")));
    lines.addAll(lines(metric, prefix + "  "));
    return lines;
  }

  private static void each(List<String> lines, Doc metric, String member, String text) {
    metric
        .entries(member)
        .forEach((name, count) -> lines.add(text.formatted(name, count.asLong())));
  }
}
