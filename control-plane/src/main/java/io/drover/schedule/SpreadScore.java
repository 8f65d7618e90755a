package io.drover.schedule;

import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Spread;
import io.drover.contract.model.SpreadTarget;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How well a node serves the spreads of a job and group. Source: semantics.md 7. */
final class SpreadScore {
  private static final String REST = "*";

  private record Rule(
      JobUsage.PropertyCount counts, double weight, boolean even, Map<String, Double> desired) {}

  private final List<Rule> rules = new ArrayList<>();
  private double lowest = -1;

  SpreadScore(JobSpec job, TaskGroup group, JobUsage usage) {
    List<Spread> spreads = new ArrayList<>(group.spreads());
    spreads.addAll(job.spreads());
    double sum = spreads.stream().mapToInt(Spread::weight).sum();
    for (Spread spread : spreads) {
      Map<String, Double> desired = new HashMap<>();
      double rest = group.count();
      for (SpreadTarget target : spread.spreadTarget()) {
        double wanted = target.percent() / 100.0 * group.count();
        desired.put(target.value(), wanted);
        rest -= wanted;
      }
      boolean even = desired.isEmpty();
      if (!even && rest > 0) {
        desired.putIfAbsent(REST, rest);
      }
      double weight = sum == 0 ? 0 : spread.weight() / sum;
      rules.add(new Rule(usage.property(spread.attribute(), group.name()), weight, even, desired));
    }
  }

  boolean isEmpty() {
    return rules.isEmpty();
  }

  /** The sum over all spreads; 0 if they do not care. */
  double of(int number) {
    double total = 0;
    for (Rule rule : rules) {
      String value = rule.counts.value(number);
      if (value == null) {
        total -= 1;
      } else {
        total += rule.even ? even(rule, value) : targeted(rule, value);
      }
    }
    return total;
  }

  private double targeted(Rule rule, String value) {
    Double desired = desired(rule, value);
    if (desired == null) {
      return -1;
    }
    if (desired == 0) {
      return lowest;
    }
    double used = rule.counts.count(value) + 1;
    double boost = (desired - used) / desired * rule.weight;
    lowest = Math.min(lowest, boost);
    return boost;
  }

  private static @Nullable Double desired(Rule rule, String value) {
    Double desired = rule.desired.get(value);
    return desired == null ? rule.desired.get(REST) : desired;
  }

  private static double even(Rule rule, String value) {
    if (rule.counts.counts.isEmpty()) {
      return 0;
    }
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (int count : rule.counts.counts.values()) {
      least = Math.min(least, count);
      most = Math.max(most, count);
    }
    int current = rule.counts.count(value);
    if (current != least) {
      return least == 0 ? -1 : (least - current) / (double) least;
    }
    if (least == most) {
      return -1;
    }
    return least == 0 ? 1 : (most - least) / (double) least;
  }
}
