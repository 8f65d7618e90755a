package io.drover.sidecar.boot;

import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.executor.UsageSource;
import io.drover.sidecar.stats.TaskSampler;
import io.drover.sidecar.stats.TaskUsage;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a sampler for each group that somebody has asked about, since shares of processor time are
 * told against the sample before.
 */
final class TaskMeters implements UsageSource {

  private final CgroupTree tree;
  private final double coreMhz;
  private final Map<String, TaskSampler> samplers = new ConcurrentHashMap<>();

  /**
   * @param coreMhz of one core
   */
  TaskMeters(CgroupTree tree, double coreMhz) {
    this.tree = tree;
    this.coreMhz = coreMhz;
  }

  @Override
  public Optional<TaskUsage> usage(String cgroup) throws IOException {
    TaskSampler sampler =
        samplers.computeIfAbsent(cgroup, name -> new TaskSampler(tree, name, coreMhz));
    Optional<TaskUsage> usage = sampler.sample(true);
    if (usage.isEmpty()) {
      samplers.remove(cgroup);
    }
    return usage;
  }
}
