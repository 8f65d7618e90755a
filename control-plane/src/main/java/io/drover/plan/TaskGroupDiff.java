package io.drover.plan;

import java.util.List;
import java.util.Map;

/** How a group differs; updates say how many of its allocations change in which way. */
public record TaskGroupDiff(
    DiffType type,
    String name,
    List<FieldDiff> fields,
    List<ObjectDiff> objects,
    List<TaskDiff> tasks,
    Map<String, Integer> updates) {}
