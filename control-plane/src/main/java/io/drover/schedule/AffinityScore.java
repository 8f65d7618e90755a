package io.drover.schedule;

import io.drover.contract.model.Affinity;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How much a group likes a node: the weights that match, as a part of all. Known once a node. */
final class AffinityScore {
  private record Rule(Condition condition, double weight) {}

  private final Cluster cluster;
  private final List<Rule> rules = new ArrayList<>();
  private final double[] known;
  private double sum;

  AffinityScore(Cluster cluster, JobSpec job, TaskGroup group) {
    this.cluster = cluster;
    job.affinities().forEach(this::add);
    group.affinities().forEach(this::add);
    for (Task task : group.tasks()) {
      task.affinities().forEach(this::add);
    }
    known = new double[rules.isEmpty() ? 0 : cluster.size()];
    Arrays.fill(known, Double.NaN);
  }

  private void add(Affinity affinity) {
    rules.add(new Rule(Condition.of(affinity), affinity.weight()));
    sum += Math.abs(affinity.weight());
  }

  boolean isEmpty() {
    return rules.isEmpty();
  }

  /** From -1 to 1. */
  double of(int number) {
    if (Double.isNaN(known[number])) {
      double total = 0;
      for (Rule rule : rules) {
        total += rule.condition.holds(cluster.nodes[number]) ? rule.weight : 0;
      }
      known[number] = sum == 0 ? 0 : total / sum;
    }
    return known[number];
  }
}
