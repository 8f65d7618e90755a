package io.drover.plan;

import java.util.List;

/**
 * How a job differs from what is registered. Its type is None exactly if registering it would write
 * no new version. Source: objects.md 2.
 */
public record JobDiff(
    DiffType type,
    String id,
    List<FieldDiff> fields,
    List<ObjectDiff> objects,
    List<TaskGroupDiff> taskGroups) {}
