package io.drover.schedule;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.AllocMetric;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Node;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Picks the node for one allocation of a group after another. It goes round the nodes from where
 * the last selection stopped, looks at as many feasible ones as the limit says, and takes the best.
 * The loop allocates nothing but the reasons of nodes that are left out. Source: semantics.md 7.
 */
final class Ranking {
  /** As Nomad: so many nodes with a score of 0 or less may be put aside for better ones. */
  private static final int MOST_SKIPPED = 3;

  /** With affinities or spreads at least so many nodes are looked at. */
  private static final int LEAST_WITH_PREFERENCES = 100;

  private final Cluster cluster;
  private final JobSpec job;
  private final Feasibility feasibility;
  private final JobUsage usage;
  private final Options options;
  private final MetricBuilder metrics;
  private final Scores scores;
  private final int[] skipped = new int[MOST_SKIPPED];
  private int offset;
  private final Map<GroupAsk, GroupRank> ranks = new IdentityHashMap<>();
  private boolean affinities;

  /**
   * How to rank.
   *
   * @param batch look at two nodes only
   * @param spread prefer empty nodes to full ones
   * @param onlyBinpack nothing else counts, as for system jobs
   */
  record Options(boolean batch, boolean spread, boolean onlyBinpack) {}

  /** What is known of a group for the whole evaluation. */
  private final class GroupRank {
    final GroupAsk ask;
    final Feasibility.Group feasible;
    final Distinct distinct;
    final AffinityScore affinity;
    final SpreadScore spread;
    final int[] collisions;
    final int limit;

    GroupRank(GroupAsk ask) {
      this.ask = ask;
      feasible = feasibility.group(ask);
      distinct = new Distinct(job, ask.group, usage);
      affinity = new AffinityScore(cluster, job, ask.group);
      spread = new SpreadScore(job, ask.group, usage);
      collisions = usage.ofGroup(ask.group.name());
      limit = limit();
    }

    private int limit() {
      if (!affinity.isEmpty() || !spread.isEmpty()) {
        return Math.max(LEAST_WITH_PREFERENCES, ask.group.count());
      }
      int n = cluster.size();
      // ceil(log2(n)) is the number of bits of n - 1.
      return options.batch || n < 2
          ? 2
          : Math.max(2, Integer.SIZE - Integer.numberOfLeadingZeros(n - 1));
    }
  }

  /**
   * Made before the plan grows, for all groups at once: their rules count allocations from the
   * start.
   */
  Ranking(Cluster cluster, JobSpec job, List<GroupAsk> asks, JobUsage usage, Options options) {
    this.cluster = cluster;
    this.job = job;
    this.usage = usage;
    this.options = options;
    this.feasibility = new Feasibility(cluster, job);
    this.metrics = new MetricBuilder(cluster);
    this.scores = new Scores(cluster);
    asks.forEach(ask -> ranks.put(ask, new GroupRank(ask)));
  }

  Feasibility feasibility() {
    return feasibility;
  }

  private GroupRank rank(GroupAsk ask) {
    GroupRank rank = ranks.get(ask);
    if (rank == null) {
      throw new IllegalArgumentException("group " + ask.group.name() + " was not announced");
    }
    affinities = !rank.affinity.isEmpty();
    return rank;
  }

  /**
   * The number of the best node for one more allocation, or -1.
   *
   * @param penalised nodes on which the allocation failed before
   */
  int select(GroupAsk ask, Set<NodeId> penalised) {
    GroupRank rank = rank(ask);
    metrics.reset();
    scores.reset();
    int best = -1;
    int returned = 0;
    int skips = 0;
    int n = cluster.size();
    for (int seen = 0; seen < n && returned < rank.limit; seen++) {
      int row = look(rank, offset, penalised);
      offset = offset + 1 == n ? 0 : offset + 1;
      if (row < 0) {
        continue;
      }
      if (scores.norm(row) <= 0 && skips < MOST_SKIPPED) {
        skipped[skips++] = row;
        continue;
      }
      returned++;
      best = better(best, row);
    }
    // Only when the nodes ran out do those that were put aside count.
    for (int i = 0; i < skips && returned < rank.limit; i++, returned++) {
      best = better(best, skipped[i]);
    }
    return best < 0 ? -1 : scores.node(best);
  }

  /** Whether one node can take the allocation: its number, or -1. */
  int selectOnly(GroupAsk ask, int number) {
    GroupRank rank = rank(ask);
    metrics.reset();
    scores.reset();
    return look(rank, number, Set.of()) < 0 ? -1 : number;
  }

  private int better(int best, int row) {
    return best < 0 || scores.norm(row) > scores.norm(best) ? row : best;
  }

  /** Checks and scores one node; the row of its scores, or -1. */
  private int look(GroupRank rank, int number, Set<NodeId> penalised) {
    metrics.evaluated();
    Node node = cluster.nodes[number];
    String reason = feasibility.reason(rank.feasible, number);
    if (reason == null) {
      reason = rank.distinct.reason(number);
    }
    if (reason != null) {
      metrics.filtered(node, reason);
      return -1;
    }
    NodeLoad load = cluster.load(number);
    String lacking = lacking(rank.ask, load);
    if (lacking != null) {
      metrics.exhausted(node, lacking);
      return -1;
    }
    double binpack = load.binpack(rank.ask.cpuShares(load), rank.ask.memoryMb, options.spread);
    if (options.onlyBinpack) {
      return scores.add(number, binpack, 0, 0, 0, 0);
    }
    int others = rank.collisions[number];
    double anti = others == 0 ? 0 : -(others + 1) / (double) rank.ask.group.count();
    double penalty = !penalised.isEmpty() && penalised.contains(node.id()) ? -1 : 0;
    double affinity = rank.affinity.isEmpty() ? 0 : rank.affinity.of(number);
    double spread = rank.spread.isEmpty() ? 0 : rank.spread.of(number);
    return scores.add(number, binpack, anti, penalty, affinity, spread);
  }

  /** The first thing that the node has too little of, in Nomad's order; or null. */
  static @Nullable String lacking(GroupAsk ask, NodeLoad load) {
    if (!ask.networks.isEmpty()) {
      String problem = load.ports().problem(ask.networks);
      if (problem != null) {
        return "network: " + problem;
      }
    }
    if (!ask.devices.isEmpty()
        && Devices.pick(ask.devices, load.node.nodeResources().devices(), load.devicesTaken())
            == null) {
      return "devices: no devices match request";
    }
    if (ask.cores > 0 && load.freeCores().size() < ask.cores) {
      return "cores";
    }
    return load.exceeded(ask.cpuShares(load), ask.memoryMb, ask.diskMb);
  }

  /** What the last selection looked at, with the scores of the nodes that could be had. */
  AllocMetric metric() {
    return metrics.metric(scores.best(options.onlyBinpack, affinities));
  }
}
