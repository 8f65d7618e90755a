package io.drover.schedule;

import io.drover.contract.model.AllocMetric;
import io.drover.contract.model.Node;
import io.drover.contract.model.Resources;
import io.drover.contract.model.ScoreMeta;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what one selection looked at; reused from selection to selection. */
final class MetricBuilder {
  private final Cluster cluster;
  private int evaluated;
  private int filtered;
  private int exhausted;
  private final Map<String, Integer> classFiltered = new HashMap<>();
  private final Map<String, Integer> constraintFiltered = new HashMap<>();
  private final Map<String, Integer> classExhausted = new HashMap<>();
  private final Map<String, Integer> dimensionExhausted = new HashMap<>();

  MetricBuilder(Cluster cluster) {
    this.cluster = cluster;
  }

  void reset() {
    evaluated = 0;
    filtered = 0;
    exhausted = 0;
    classFiltered.clear();
    constraintFiltered.clear();
    classExhausted.clear();
    dimensionExhausted.clear();
  }

  void evaluated() {
    evaluated++;
  }

  void filtered(Node node, String reason) {
    filtered++;
    if (!node.nodeClass().isEmpty()) {
      classFiltered.merge(node.nodeClass(), 1, Integer::sum);
    }
    constraintFiltered.merge(reason, 1, Integer::sum);
  }

  void exhausted(Node node, String dimension) {
    exhausted++;
    if (!node.nodeClass().isEmpty()) {
      classExhausted.merge(node.nodeClass(), 1, Integer::sum);
    }
    dimensionExhausted.merge(dimension, 1, Integer::sum);
  }

  /** What was counted, with the scores of the best nodes. */
  AllocMetric metric(List<ScoreMeta> scores, Duration took) {
    return new AllocMetric(
        evaluated,
        filtered,
        cluster.size(),
        cluster.availableByDatacenter,
        classFiltered,
        constraintFiltered,
        exhausted,
        classExhausted,
        dimensionExhausted,
        List.of(),
        Map.of(),
        Map.of(),
        scores,
        took,
        0);
  }

  /** Adds one more allocation of the group that could not be placed to a metric that says why. */
  static AllocMetric plusFailure(AllocMetric metric, TaskGroup group) {
    if (metric.dimensionExhausted().isEmpty()) {
      return metric;
    }
    boolean cpu = metric.dimensionExhausted().containsKey("cpu");
    boolean memory = metric.dimensionExhausted().containsKey("memory");
    Map<String, Resources> lacking = new TreeMap<>(metric.resourcesExhausted());
    for (Task task : group.tasks()) {
      Resources old =
          lacking.getOrDefault(task.name(), new Resources(0, 0, 0, 0, 0, 0, List.of(), List.of()));
      lacking.put(
          task.name(),
          old.withCpu(old.cpu() + (cpu ? task.resources().cpu() : 0))
              .withMemoryMb(old.memoryMb() + (memory ? task.resources().memoryMb() : 0)));
    }
    return metric.withResourcesExhausted(lacking);
  }
}
