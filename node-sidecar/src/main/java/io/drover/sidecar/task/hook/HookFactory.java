package io.drover.sidecar.task.hook;

import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Task;
import java.util.List;

/** Makes the hooks of one task, new ones for each task, in the order in which they run. */
@FunctionalInterface
public interface HookFactory {

  /**
   * They come after those that every task has: directories, payload, volumes, artifacts.
   *
   * @param found the task runs already, started by an earlier sidecar
   */
  List<TaskHook> hooks(Allocation alloc, JobSpec job, Task task, boolean found);
}
