package io.drover.plan;

import java.util.List;

/** How a task differs, and what that does to its allocations. */
public record TaskDiff(
    DiffType type,
    String name,
    List<FieldDiff> fields,
    List<ObjectDiff> objects,
    List<String> annotations) {}
