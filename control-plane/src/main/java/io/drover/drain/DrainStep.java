package io.drover.drain;

import io.drover.command.AdvanceDrains;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.Digest;
import io.drover.contract.ids.JobKey;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.DrainStrategy;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import io.drover.contract.model.TaskGroup;
import io.drover.state.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Decides from one state what the drains of some nodes and jobs need now: pure, and complete in
 * itself, so that any member goes on where another stopped. Services move as fast as their migrate
 * blocks allow, batch work may end by itself, system jobs go last, and the deadline moves all that
 * is left. Source: semantics.md 9.1.
 */
final class DrainStep {

  private final Snapshot snapshot;
  private final Function<Digest, JobSpec> documents;
  private final Instant now;
  private final Set<AllocId> moving = new LinkedHashSet<>();
  private final List<AdvanceDrains.Done> done = new ArrayList<>();

  private DrainStep(Snapshot snapshot, Function<Digest, JobSpec> documents, Instant now) {
    this.snapshot = snapshot;
    this.documents = documents;
    this.now = now;
  }

  /** What is to be done for these nodes, and for these jobs wherever they run. */
  static AdvanceDrains decide(
      Snapshot snapshot,
      Function<Digest, JobSpec> documents,
      Instant now,
      Collection<NodeId> nodes,
      Collection<JobKey> jobs) {
    DrainStep step = new DrainStep(snapshot, documents, now);
    nodes.forEach(step::node);
    jobs.forEach(step::job);
    return new AdvanceDrains(List.copyOf(step.moving), step.done);
  }

  private void node(NodeId id) {
    Node node = snapshot.node(id);
    DrainStrategy strategy = node == null ? null : node.drainStrategy();
    if (strategy == null) {
      return;
    }
    List<Allocation> open = snapshot.openAllocationsOn(id);
    boolean empty = open.stream().allMatch(DrainStep::system);
    if (!empty && !overdue(strategy)) {
      return;
    }
    for (Allocation allocation : open) {
      if (movable(allocation) && !(system(allocation) && strategy.ignoreSystemJobs())) {
        moving.add(allocation.id());
      }
    }
    done.add(new AdvanceDrains.Done(id, strategy, !empty));
  }

  private boolean overdue(DrainStrategy strategy) {
    Instant deadline = strategy.forceDeadline();
    return strategy.deadline().isNegative() || deadline != null && !now.isBefore(deadline);
  }

  private void job(JobKey key) {
    JobVersion version = snapshot.job(key);
    if (version == null || version.stop() || version.type() != JobType.SERVICE) {
      return; // What is stopped ends anyway; all but services are left to their end.
    }
    Map<String, List<Allocation>> byGroup = new HashMap<>();
    for (Allocation allocation : snapshot.allocationsOf(key)) {
      if (!allocation.terminal()) {
        byGroup.computeIfAbsent(allocation.taskGroup(), g -> new ArrayList<>()).add(allocation);
      }
    }
    for (TaskGroup group : documents.apply(version.digest()).taskGroups()) {
      group(group, byGroup.getOrDefault(group.name(), List.of()));
    }
  }

  /**
   * As many may move as are healthy beyond those that have to stay. One whose health is known is
   * taken for healthy even if it is not: an ill allocation must not hold up a drain for ever.
   */
  private void group(TaskGroup group, List<Allocation> running) {
    List<Allocation> movable = new ArrayList<>();
    int healthy = 0;
    for (Allocation allocation : running) {
      if (!movable(allocation)) {
        continue; // Goes already, so it serves nobody for long.
      }
      healthy += healthKnown(allocation) ? 1 : 0;
      if (draining(allocation)) {
        movable.add(allocation);
      }
    }
    int parallel = group.migrate() == null ? 1 : group.migrate().maxParallel();
    int free = healthy - (group.count() - parallel);
    movable.sort(Comparator.comparing(Allocation::id));
    for (Allocation allocation : movable.subList(0, Math.clamp(free, 0, movable.size()))) {
      moving.add(allocation.id());
    }
  }

  private boolean draining(Allocation allocation) {
    Node node = snapshot.node(allocation.nodeId());
    return node != null && node.drainStrategy() != null;
  }

  /** True if it runs and was not told to move. */
  private boolean movable(Allocation allocation) {
    return !allocation.terminal()
        && !Boolean.TRUE.equals(allocation.desiredTransition().migrate())
        && !moving.contains(allocation.id());
  }

  private static boolean healthKnown(Allocation allocation) {
    return allocation.deploymentStatus() != null && allocation.deploymentStatus().healthy() != null;
  }

  /** True for work that is drained last: it serves the other work of its node. */
  static boolean system(Allocation allocation) {
    return allocation.jobRef().type() == JobType.SYSTEM;
  }
}
