package io.drover.schedule;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.AllocMetric;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.Node;
import io.drover.schedule.Scores.Scorer;
import java.time.Duration;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
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
  private final Preemption preemption;
  private final LongSupplier nanoTime;
  private final Map<Integer, List<Allocation>> victims = new HashMap<>();
  private boolean preempting;
  private int chosen = -1;
  private long began;

  /**
   * How to rank.
   *
   * @param batch look at two nodes only
   * @param spread prefer empty nodes to full ones
   * @param preempt stop others of lower priority where there is no room
   * @param onlyBinpack nothing else counts, as for system jobs
   */
  record Options(boolean batch, boolean spread, boolean preempt, boolean onlyBinpack) {
    static Options of(JobType type, EffectiveScheduling scheduling) {
      boolean everywhere = type == JobType.SYSTEM || type == JobType.SYSBATCH;
      return new Options(
          type == JobType.BATCH, scheduling.spread(), scheduling.preempt(), everywhere);
    }
  }

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
   *
   * @param nanoTime tells how long a selection takes; only differences count
   */
  Ranking(
      State state,
      Cluster cluster,
      JobSpec job,
      List<GroupAsk> asks,
      JobUsage usage,
      Options options,
      LongSupplier nanoTime) {
    this.cluster = cluster;
    this.job = job;
    this.usage = usage;
    this.options = options;
    this.feasibility = new Feasibility(cluster, job);
    this.metrics = new MetricBuilder(cluster);
    this.scores = new Scores(cluster);
    this.preemption = new Preemption(state, cluster, job, options.spread);
    this.nanoTime = nanoTime;
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
    return rank;
  }

  /**
   * The number of the best node for one more allocation, or -1.
   *
   * @param name that of the allocation
   * @param penalised nodes on which the allocation failed before
   */
  int select(GroupAsk ask, String name, Set<NodeId> penalised) {
    preempting = options.onlyBinpack && options.preempt;
    int found = selectAny(ask, name, penalised);
    if (found < 0 && options.preempt && !preempting) {
      preempting = true; // Only once it is clear that nobody need stop for it.
      found = selectAny(ask, name, penalised);
    }
    return found;
  }

  private int selectAny(GroupAsk ask, String name, Set<NodeId> penalised) {
    GroupRank rank = rank(ask);
    reset();
    int best = -1;
    int returned = 0;
    int skips = 0;
    int n = cluster.size();
    for (int seen = 0; seen < n && returned < rank.limit; seen++) {
      int row = look(rank, name, offset, penalised);
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
    chosen = best;
    return best < 0 ? -1 : scores.node(best);
  }

  private void reset() {
    metrics.reset();
    scores.reset();
    victims.clear();
    chosen = -1;
    began = nanoTime.getAsLong();
  }

  /**
   * Whether one node can take the allocation: its number, or -1.
   *
   * @param preempt others may have to stop for it, if that is how the job is scheduled
   */
  int selectOnly(GroupAsk ask, String name, int number, boolean preempt) {
    GroupRank rank = rank(ask);
    preempting = preempt && options.preempt;
    reset();
    chosen = look(rank, name, number, Set.of());
    return chosen < 0 ? -1 : number;
  }

  private int better(int best, int row) {
    return best < 0 || scores.norm(row) > scores.norm(best) ? row : best;
  }

  /** Checks and scores one node; the row of its scores, or -1. */
  private int look(GroupRank rank, String name, int number, Set<NodeId> penalised) {
    metrics.evaluated();
    Node node = cluster.nodes[number];
    String reason = infeasible(rank, name, number);
    if (reason != null) {
      metrics.filtered(node, reason);
      return -1;
    }
    NodeLoad load = cluster.load(number);
    String lacking = lacking(rank.ask, load);
    Preemption.Finding finding = null;
    if (lacking != null && preempting) {
      finding = preemption.find(rank.ask, number);
      lacking = finding.lacking();
    }
    if (lacking != null) {
      metrics.exhausted(node, lacking);
      return -1;
    }
    int row = scores.begin(number);
    score(rank, row, load, finding, penalised);
    if (finding != null) {
      victims.put(row, finding.victims());
    }
    return row;
  }

  private @Nullable String infeasible(GroupRank rank, String name, int number) {
    String reason = feasibility.reason(rank.feasible, number);
    if (reason == null
        && !Feasibility.hasOwnVolumes(rank.ask.group.volumes(), name, cluster.nodes[number])) {
      return Feasibility.MISSING_VOLUMES;
    }
    return reason == null ? rank.distinct.reason(number) : reason;
  }

  private void score(
      GroupRank rank,
      int row,
      NodeLoad load,
      Preemption.@Nullable Finding finding,
      Set<NodeId> penalised) {
    GroupAsk ask = rank.ask;
    int number = scores.node(row);
    double binpack =
        finding == null
            ? load.binpack(ask.cpuShares(load), ask.memoryMb, options.spread)
            : finding.binpack();
    scores.count(row, Scorer.BINPACK, binpack);
    if (ask.deviceWeights > 0) {
      double matched = finding == null ? devices(ask, load) : finding.devices();
      scores.count(row, Scorer.DEVICES, matched / ask.deviceWeights);
    }
    if (options.onlyBinpack) {
      return;
    }
    int others = rank.collisions[number];
    double anti = others == 0 ? 0 : -(others + 1) / (double) ask.group.count();
    scores.countIfAny(row, Scorer.ANTI_AFFINITY, anti);
    boolean failedBefore = !penalised.isEmpty() && penalised.contains(load.node.id());
    scores.countIfAny(row, Scorer.PENALTY, failedBefore ? -1 : 0);
    double affinity = rank.affinity.isEmpty() ? 0 : rank.affinity.of(number);
    if (rank.affinity.isEmpty() || affinity != 0) { // A node that they leave cold shows none.
      scores.countIfAny(row, Scorer.AFFINITY, affinity);
    }
    double spread = rank.spread.isEmpty() ? 0 : rank.spread.of(number);
    if (spread != 0) {
      scores.count(row, Scorer.SPREAD, spread);
    }
    if (finding != null) {
      scores.count(row, Scorer.PREEMPTION, preemption.score(finding.victims()));
    }
  }

  /** The first thing that the node has too little of, in Nomad's order; or null. */
  static @Nullable String lacking(GroupAsk ask, NodeLoad load) {
    String lacking = lackingBesidesSums(ask, load);
    return lacking == null ? load.exceeded(ask.cpuShares(load), ask.memoryMb, ask.diskMb) : lacking;
  }

  /** The same, but for processor time, memory and disk. */
  static @Nullable String lackingBesidesSums(GroupAsk ask, NodeLoad load) {
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
    return ask.cores > 0 && load.freeCores().size() < ask.cores ? "cores" : null;
  }

  /** The weights of the affinities that the best devices meet. */
  static double devices(GroupAsk ask, NodeLoad load) {
    Devices.Offer offer =
        Devices.pick(ask.devices, load.node.nodeResources().devices(), load.devicesTaken());
    return offer == null ? 0 : offer.matched();
  }

  /**
   * Takes from the chosen node what has to stop for the placement. To be called before the node's
   * resources are granted, once a selection.
   */
  List<Allocation> evict() {
    List<Allocation> evicted = chosen < 0 ? List.of() : victims.getOrDefault(chosen, List.of());
    evicted.forEach(cluster::release);
    preemption.note(evicted);
    return evicted;
  }

  /** What the last selection looked at, with the scores of the nodes that could be had. */
  AllocMetric metric() {
    return metrics.metric(scores.best(), Duration.ofNanos(nanoTime.getAsLong() - began));
  }
}
