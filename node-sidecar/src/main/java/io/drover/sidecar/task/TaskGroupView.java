package io.drover.sidecar.task;

import io.drover.contract.model.AllocatedTaskResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import org.jspecify.annotations.Nullable;

/** An allocation with the part of its job that it runs. Immutable. */
record TaskGroupView(Allocation alloc, JobSpec job, TaskGroup group) {

  static TaskGroupView of(Allocation alloc, JobSpec job) {
    TaskGroup group = job.group(alloc.taskGroup());
    if (group == null) {
      throw new IllegalArgumentException(
          "allocation "
              + alloc.id()
              + " names group \""
              + alloc.taskGroup()
              + "\", which its job does not have");
    }
    return new TaskGroupView(alloc, job, group);
  }

  Task task(String name) {
    return group.tasks().stream()
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "allocation " + alloc.id() + " has no task \"" + name + "\""));
  }

  /** What a task was given, or null. */
  @Nullable AllocatedTaskResources given(String task) {
    return alloc.allocatedResources().tasks().get(task);
  }
}
