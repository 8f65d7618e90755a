package io.drover.drain;

import io.drover.command.AdvanceDrains;
import io.drover.command.Commands;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.JobKey;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.DrainStrategy;
import io.drover.contract.model.Node;
import io.drover.documents.JobDocuments;
import io.drover.evaluate.Timers;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotStore;
import io.drover.state.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries drains on while this member leads. Commits say which nodes and jobs may be concerned;
 * those, and no others, are looked at a moment later by {@link DrainStep}, on the executor. One
 * step is under way at a time, so that each is decided on what the one before it did.
 */
public final class Drainer implements SnapshotStore.Listener, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Drainer.class);

  /** How long commits are gathered, so that a busy job is not looked at with each of them. */
  static final Duration GATHER = Duration.ofMillis(100);

  /** How soon a step that could not be written is tried again. */
  static final Duration RETRY = Duration.ofSeconds(1);

  /** The clock may be set while we wait, so that a long wait is a row of shorter ones. */
  private static final Duration WAIT_MAX = Duration.ofMinutes(5);

  /** At most so many allocations in one command, so that an entry of the log stays small. */
  private static final int BATCH = 1_000;

  /** What the drainer stands on; steps are decided on the executor, in the order given. */
  public record Ports(
      Commands commands,
      SnapshotStore store,
      JobDocuments documents,
      Timers timers,
      InstantSource clock,
      Executor executor) {}

  /** A node that is being emptied: whose work is on it, and when to look without a commit. */
  private record Drain(Set<JobKey> jobs, Timers.Timer deadline) {}

  private final Ports ports;

  // Guarded by this:
  private final Map<NodeId, Drain> drains = new HashMap<>();
  private final Set<JobKey> followed = new HashSet<>();
  private Set<NodeId> nodesToDo = new HashSet<>();
  private Set<JobKey> jobsToDo = new HashSet<>();
  private boolean leading;
  private boolean scheduled;
  private boolean underWay;
  private long generation;

  public Drainer(Ports ports) {
    this.ports = ports;
  }

  /** This member leads from now on. The snapshot is committed and the newest one. */
  public synchronized void start(Snapshot snapshot) {
    leading = true;
    generation++;
    for (Node node : snapshot.nodes().rows()) {
      if (node.drainStrategy() != null) {
        nodesToDo.add(node.id());
      }
    }
    schedule(GATHER);
  }

  /** This member does not lead any more: everything is forgotten. */
  public synchronized void stop() {
    leading = false;
    scheduled = false;
    underWay = false;
    generation++;
    drains.values().forEach(drain -> drain.deadline().cancel());
    drains.clear();
    followed.clear();
    nodesToDo = new HashSet<>();
    jobsToDo = new HashSet<>();
  }

  @Override
  public void close() {
    stop();
  }

  /** How many nodes are being emptied. */
  public synchronized int draining() {
    return drains.size();
  }

  @Override
  public synchronized void committed(Snapshot snapshot, Set<Watch> touched) {
    if (!leading) {
      return;
    }
    for (Watch watch : touched) {
      switch (watch.topic()) {
        case NODE -> node(snapshot, new NodeId(watch.key()));
        case ALLOCATION -> allocation(snapshot, new AllocId(watch.key()));
        case JOB -> job(watch.key());
        default -> {}
      }
    }
    schedule(GATHER);
  }

  private void node(Snapshot snapshot, NodeId id) {
    Node node = snapshot.node(id);
    if (drains.containsKey(id) || node != null && node.drainStrategy() != null) {
      nodesToDo.add(id);
    }
  }

  private void allocation(Snapshot snapshot, AllocId id) {
    if (drains.isEmpty() && nodesToDo.isEmpty() && !underWay) {
      return;
    }
    Allocation allocation = snapshot.allocation(id);
    if (allocation == null) {
      return; // Collected, so it had ended before.
    }
    if (drains.containsKey(allocation.nodeId())) {
      nodesToDo.add(allocation.nodeId());
    }
    follow(allocation.job());
  }

  private void job(String key) {
    int slash = key.indexOf('/'); // A namespace holds none.
    follow(new JobKey(key.substring(0, slash), key.substring(slash + 1)));
  }

  /** While nodes are looked at it is not known yet whose work is on them. */
  private void follow(JobKey job) {
    if (followed.contains(job) || underWay || !nodesToDo.isEmpty()) {
      jobsToDo.add(job);
    }
  }

  private synchronized void schedule(Duration delay) {
    boolean work = !nodesToDo.isEmpty() || !jobsToDo.isEmpty();
    if (leading && work && !scheduled && !underWay) {
      scheduled = true;
      long mine = generation;
      ports.timers().after(delay, () -> ports.executor().execute(() -> step(mine)));
    }
  }

  private void step(long mine) {
    Set<NodeId> nodes;
    Set<JobKey> jobs;
    synchronized (this) {
      if (mine != generation) {
        return;
      }
      scheduled = false;
      underWay = true;
      nodes = nodesToDo;
      jobs = jobsToDo;
      nodesToDo = new HashSet<>();
      jobsToDo = new HashSet<>();
    }
    CompletableFuture<?> written;
    try {
      Snapshot snapshot = ports.store().current();
      look(snapshot, nodes, jobs, mine);
      Instant now = ports.clock().instant();
      written = write(DrainStep.decide(snapshot, ports.documents()::spec, now, nodes, jobs));
    } catch (RuntimeException e) {
      written = CompletableFuture.failedFuture(e);
    }
    written.whenComplete((done, failure) -> ended(nodes, jobs, failure, mine));
  }

  /** Takes up whose work is on the nodes; the jobs of a node that changed are looked at as well. */
  private void look(Snapshot snapshot, Set<NodeId> nodes, Set<JobKey> jobs, long mine) {
    Map<NodeId, Set<JobKey>> found = new HashMap<>();
    for (NodeId id : nodes) {
      Set<JobKey> here = new HashSet<>();
      for (Allocation allocation : snapshot.openAllocationsOn(id)) {
        if (!DrainStep.system(allocation)) {
          here.add(allocation.job());
        }
      }
      found.put(id, here);
      jobs.addAll(here);
    }
    synchronized (this) {
      if (mine != generation || nodes.isEmpty()) {
        return;
      }
      found.forEach((id, here) -> track(snapshot.node(id), id, here));
      followed.clear();
      drains.values().forEach(drain -> followed.addAll(drain.jobs()));
    }
  }

  private void track(@Nullable Node node, NodeId id, Set<JobKey> jobs) {
    Drain old = drains.remove(id);
    if (old != null) {
      old.deadline().cancel();
    }
    DrainStrategy strategy = node == null ? null : node.drainStrategy();
    if (strategy != null) {
      drains.put(id, new Drain(jobs, deadline(id, strategy)));
    }
  }

  private Timers.Timer deadline(NodeId id, DrainStrategy strategy) {
    Instant force = strategy.forceDeadline();
    if (force == null) {
      return () -> {};
    }
    Duration left = Duration.between(ports.clock().instant(), force);
    Duration some = left.compareTo(WAIT_MAX) < 0 ? left : WAIT_MAX;
    long mine = generation;
    return ports.timers().after(some.isNegative() ? RETRY : some, () -> rung(id, mine));
  }

  private synchronized void rung(NodeId id, long mine) {
    if (mine == generation && drains.containsKey(id)) {
      nodesToDo.add(id);
      schedule(Duration.ZERO);
    }
  }

  private CompletableFuture<?> write(AdvanceDrains step) {
    List<CompletableFuture<?>> all = new ArrayList<>();
    List<AllocId> moving = step.moving();
    int from = 0;
    for (; moving.size() - from > BATCH; from += BATCH) {
      all.add(submit(new AdvanceDrains(moving.subList(from, from + BATCH), List.of())));
    }
    if (from < moving.size() || !step.done().isEmpty()) {
      all.add(submit(new AdvanceDrains(moving.subList(from, moving.size()), step.done())));
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<?> submit(AdvanceDrains part) {
    return ports.commands().submit(part).toCompletableFuture();
  }

  private synchronized void ended(
      Set<NodeId> nodes, Set<JobKey> jobs, @Nullable Throwable failure, long mine) {
    if (mine != generation) {
      return;
    }
    underWay = false;
    if (failure == null) {
      if (nodesToDo.isEmpty()) {
        jobsToDo.retainAll(followed);
      }
      schedule(GATHER);
    } else {
      LOG.warnf("a step of drains is tried again: %s", failure.getMessage());
      nodesToDo.addAll(nodes);
      jobsToDo.addAll(jobs);
      schedule(RETRY);
    }
  }
}
