package io.drover.schedule;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.AllocatedTaskResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.MigrateStrategy;
import io.drover.contract.model.NetworkResource;
import io.drover.contract.model.Port;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds allocations of lower priority that make room on a node when they stop: as few and as
 * unimportant ones as Nomad's rules find. Knows what the plan has preempted so far. Source:
 * semantics.md 7.3.
 */
final class Preemption {
  /** Jobs that are less apart in priority leave each other alone. */
  static final int LEAST_DIFFERENCE = 10;

  /** What each allocation costs by which a group loses more than it may at a time. */
  private static final double MAX_PARALLEL_PENALTY = 50;

  /** Where the preference for unimportant victims is at its steepest, and how steep. */
  private static final double MIDDLE = 2048;

  private static final double RATE = 0.0048;

  private record GroupKey(JobKey job, String group) {}

  /**
   * What it takes to place on a node.
   *
   * @param lacking what is too little even so; then nothing else counts
   * @param binpack how full the node is with all of them still there, which is how Nomad scores it
   * @param devices the weights of the affinities that the devices meet
   */
  record Finding(
      @Nullable String lacking, List<Allocation> victims, double binpack, double devices) {}

  private final State state;
  private final Cluster cluster;
  private final JobSpec job;
  private final boolean spread;
  private final Map<GroupKey, Integer> preempted = new HashMap<>();

  Preemption(State state, Cluster cluster, JobSpec job, boolean spread) {
    this.state = state;
    this.cluster = cluster;
    this.job = job;
    this.spread = spread;
  }

  /** Looks for victims on a node that has too little. Leaves its load as it was. */
  Finding find(GroupAsk ask, int number) {
    NodeLoad load = cluster.load(number);
    List<Candidate> candidates = candidates(number);
    List<Candidate> victims = new ArrayList<>();
    try {
      return find(ask, load, candidates, victims);
    } finally {
      victims.forEach(victim -> load.hold(victim.resources()));
    }
  }

  private Finding find(
      GroupAsk ask, NodeLoad load, List<Candidate> candidates, List<Candidate> victims) {
    take(forPorts(ask, load, candidates), load, candidates, victims);
    take(forBandwidth(ask, load, candidates), load, candidates, victims);
    take(DevicePreemption.victims(ask, load, candidates), load, candidates, victims);
    String lacking = Ranking.lackingBesidesSums(ask, load);
    if (lacking != null) {
      return new Finding(lacking, List.of(), 0, 0);
    }
    double binpack = load.binpack(ask.cpuShares(load), ask.memoryMb, spread);
    double devices = Ranking.devices(ask, load);
    lacking = load.exceeded(ask.cpuShares(load), ask.memoryMb, ask.diskMb);
    if (lacking != null) {
      List<Candidate> more = forSums(ask, load, candidates);
      if (more.isEmpty()) {
        return new Finding(lacking, List.of(), 0, 0);
      }
      take(more, load, candidates, victims);
    }
    return new Finding(
        null, victims.stream().map(Candidate::allocation).toList(), binpack, devices);
  }

  private static void take(
      List<Candidate> more, NodeLoad load, List<Candidate> candidates, List<Candidate> victims) {
    for (Candidate victim : more) {
      load.release(victim.resources());
      candidates.remove(victim);
      victims.add(victim);
    }
  }

  /** The plan stops these now. */
  void note(List<Allocation> victims) {
    victims.forEach(v -> preempted.merge(new GroupKey(v.job(), v.taskGroup()), 1, Integer::sum));
  }

  private List<Candidate> candidates(int number) {
    List<Candidate> candidates = new ArrayList<>();
    for (Allocation allocation : cluster.remaining(number)) {
      if (allocation.job().equals(job.key())) {
        continue;
      }
      JobSpec other = state.job(allocation.jobRef().digest());
      if (job.priority() - other.priority() >= LEAST_DIFFERENCE) {
        TaskGroup group = other.group(allocation.taskGroup());
        MigrateStrategy migrate = group == null ? null : group.migrate();
        candidates.add(
            new Candidate(
                allocation,
                allocation.allocatedResources(),
                other.priority(),
                migrate == null ? 0 : migrate.maxParallel()));
      }
    }
    return candidates;
  }

  /** Whoever has a port that is wanted, if all of them can go. */
  private static List<Candidate> forPorts(GroupAsk ask, NodeLoad load, List<Candidate> candidates) {
    List<Candidate> holders = new ArrayList<>();
    for (GroupAsk.NetworkAsk network : ask.networks) {
      for (Port port : network.network().reservedPorts()) {
        if (!load.ports().taken(port)) {
          continue;
        }
        List<Candidate> found =
            candidates.stream().filter(c -> load.ports().holds(c.resources(), port)).toList();
        if (found.isEmpty()) {
          return List.of(); // Somebody has it who stays.
        }
        found.stream().filter(c -> !holders.contains(c)).forEach(holders::add);
      }
    }
    return holders;
  }

  private List<Candidate> forBandwidth(GroupAsk ask, NodeLoad load, List<Candidate> candidates) {
    int wanted =
        ask.networks.stream()
            .filter(network -> network.task() != null)
            .mapToInt(network -> network.network().mbits())
            .sum();
    if (wanted == 0 || load.ports().freeBandwidth() >= wanted) {
      return List.of();
    }
    ToDoubleFunction<Candidate> distance =
        c -> Math.abs(wanted - mbits(c)) / (double) wanted + penalty(c);
    List<Candidate> chosen = new ArrayList<>();
    int free = load.ports().freeBandwidth();
    for (List<Candidate> group : Candidate.byPriority(candidates)) {
      group.sort(Comparator.comparingDouble(distance));
      for (Candidate candidate : group) {
        if (free < wanted && mbits(candidate) > 0) {
          free += mbits(candidate);
          chosen.add(candidate);
        }
      }
    }
    if (free < wanted) {
      return List.of();
    }
    return Candidate.needed(
        chosen, Preemption::mbits, wanted - load.ports().freeBandwidth(), distance);
  }

  private static int mbits(Candidate candidate) {
    int sum = 0;
    for (AllocatedTaskResources task : candidate.resources().tasks().values()) {
      for (NetworkResource network : task.networks()) {
        sum += network.mbits();
      }
    }
    return sum;
  }

  /** Makes room in processor time, memory and disk; empty if there are too few who can go. */
  private List<Candidate> forSums(GroupAsk ask, NodeLoad load, List<Candidate> candidates) {
    Room wanted = new Room(ask.cpuShares(load), ask.memoryMb, ask.diskMb);
    Room free = new Room(load.freeCpu(), load.freeMemoryMb(), load.freeDiskMb());
    Room rest = wanted;
    Room available = free;
    List<Candidate> chosen = new ArrayList<>();
    for (List<Candidate> group : Candidate.byPriority(candidates)) {
      while (!group.isEmpty() && !available.covers(wanted)) {
        Room missing = rest;
        Candidate next =
            group.stream()
                .min(
                    Comparator.comparingDouble(
                        c -> missing.distance(Room.of(c.resources())) + penalty(c)))
                .orElseThrow();
        group.remove(next);
        chosen.add(next);
        available = available.plus(Room.of(next.resources()), 1);
        rest = rest.plus(Room.of(next.resources()), -1);
      }
    }
    return available.covers(wanted) ? withoutNeedless(chosen, wanted, free) : List.of();
  }

  /** Who was chosen early may be needless by now: the farthest from what is wanted come first. */
  private static List<Candidate> withoutNeedless(List<Candidate> chosen, Room wanted, Room free) {
    chosen.sort(
        Comparator.comparingDouble((Candidate c) -> wanted.distance(Room.of(c.resources())))
            .reversed());
    List<Candidate> needed = new ArrayList<>();
    Room available = free;
    for (Candidate candidate : chosen) {
      needed.add(candidate);
      available = available.plus(Room.of(candidate.resources()), 1);
      if (available.covers(wanted)) {
        break;
      }
    }
    return needed;
  }

  /** What makes it costly to take more of a group than may move at a time. */
  private double penalty(Candidate candidate) {
    Allocation allocation = candidate.allocation();
    int gone = preempted.getOrDefault(new GroupKey(allocation.job(), allocation.taskGroup()), 0);
    boolean over = candidate.maxParallel() > 0 && gone >= candidate.maxParallel();
    return over ? (gone + 1 - candidate.maxParallel()) * MAX_PARALLEL_PENALTY : 0;
  }

  /** From 1, if they matter little, down to 0. */
  double score(List<Allocation> victims) {
    double highest = 0;
    double sum = 0;
    for (Allocation victim : victims) {
      int priority = state.job(victim.jobRef().digest()).priority();
      highest = Math.max(highest, priority);
      sum += priority;
    }
    double net = highest + sum / highest;
    return 1 / (1 + Math.exp(RATE * (net - MIDDLE)));
  }
}
