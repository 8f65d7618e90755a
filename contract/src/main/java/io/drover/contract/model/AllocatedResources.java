package io.drover.contract.model;

import io.drover.contract.json.KeepEmpty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;

/** What an allocation was given. */
@RecordBuilder
public record AllocatedResources(
    @KeepEmpty Map<String, AllocatedTaskResources> tasks,
    @KeepEmpty Map<String, TaskLifecycle> taskLifecycles,
    AllocatedSharedResources shared)
    implements AllocatedResourcesBuilder.With {

  public AllocatedResources {
    tasks = Copies.map(tasks);
    taskLifecycles = Copies.map(taskLifecycles);
  }

  /** CPU of all tasks in MHz. Lifecycle tasks are counted as if they ran beside the others. */
  public long cpuShares() {
    long sum = 0;
    for (AllocatedTaskResources task : tasks.values()) {
      sum += task.cpu().cpuShares();
    }
    return sum;
  }

  /** Memory of all tasks in MB, without oversubscription. */
  public long memoryMb() {
    long sum = 0;
    for (AllocatedTaskResources task : tasks.values()) {
      sum += task.memory().memoryMb();
    }
    return sum;
  }
}
