package io.drover.sidecar.stats;

import io.drover.contract.json.KeepEmpty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the tasks of an allocation use: the answer of {@code GET /v1/client/allocation/:id/stats},
 * to be written with the contract's mapper.
 *
 * @param resourceUsage the sum
 * @param timestamp of the newest, in nanoseconds since 1970; 0 when there is no task
 */
@RegisterForReflection
public record AllocResourceUsage(
    ResourceUsage resourceUsage, @KeepEmpty Map<String, TaskResourceUsage> tasks, long timestamp) {

  /** Of these tasks, by name; a task that was asked for and does not exist is simply missing. */
  public static AllocResourceUsage of(Map<String, TaskUsage> usages) {
    Map<String, TaskResourceUsage> tasks = new TreeMap<>();
    ResourceUsage.MemoryStats memory = ResourceUsage.MemoryStats.NONE;
    ResourceUsage.CpuStats cpu = ResourceUsage.CpuStats.NONE;
    long newest = 0;
    for (Map.Entry<String, TaskUsage> each : new TreeMap<>(usages).entrySet()) {
      TaskResourceUsage task = TaskResourceUsage.of(each.getValue());
      tasks.put(each.getKey(), task);
      memory = memory.plus(task.resourceUsage().memoryStats());
      cpu = cpu.plus(task.resourceUsage().cpuStats());
      newest = Math.max(newest, task.timestamp());
    }
    return new AllocResourceUsage(new ResourceUsage(memory, cpu, List.of()), tasks, newest);
  }
}
