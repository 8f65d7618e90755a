package io.drover.node;

import io.drover.command.Commands;
import io.drover.command.MarkNodesSilent;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.state.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Knows until when each node has to be heard of, and has those that are late marked as down or
 * disconnected, as many in one commit as there are. Works on the leader only: {@link #start} to
 * {@link #stop}. {@link #check} is called by a timer, twice a second.
 */
public final class Heartbeats {

  /**
   * Times of the heartbeat; all are Nomad's defaults unless the agent's file says otherwise.
   *
   * @param ttlMin a node is asked to send one at least this often
   * @param grace how much later it may come
   * @param perSecondMax with many nodes the time to live grows so that no more than this many come
   *     a second
   * @param failover how long nodes have to come to a new leader
   */
  public record Times(Duration ttlMin, Duration grace, double perSecondMax, Duration failover) {}

  private static final Logger LOG = Logger.getLogger(Heartbeats.class);

  /** As many nodes are marked in one commit: an entry of the log of some 100 KB. */
  private static final int BATCH = 500;

  /** As many are named in the log; a rack that fails must not fill it. */
  private static final int NAMED = 5;

  private final Times times;
  private final Commands commands;
  private final LongSupplier nanoTime;
  private final IntSupplier nodeCount;
  private final Map<NodeId, Long> deadlines = new ConcurrentHashMap<>();
  private volatile boolean leading;

  /** The clock counts nanoseconds and never goes back, as {@link System#nanoTime}. */
  public Heartbeats(Times times, Commands commands, LongSupplier nanoTime, IntSupplier nodeCount) {
    this.times = times;
    this.commands = commands;
    this.nanoTime = nanoTime;
    this.nodeCount = nodeCount;
  }

  /** Begins with every node that is not down; each has the failover time to be heard of. */
  public void start(Snapshot snapshot) {
    long deadline = nanoTime.getAsLong() + times.failover().toNanos();
    // What was heard of before this member led may be long ago.
    deadlines.replaceAll((node, heard) -> Math.max(heard, deadline));
    for (Node node : snapshot.nodes().rows()) {
      if (node.status() != NodeStatus.DOWN) {
        deadlines.putIfAbsent(node.id(), deadline);
      }
    }
    leading = true;
  }

  /** Another member leads now. */
  public void stop() {
    leading = false;
    deadlines.clear();
  }

  /** How many nodes have to be heard of by some time. */
  public int active() {
    return deadlines.size();
  }

  /** A node was heard of; gives how long it may take until the next time. */
  public Duration heard(NodeId node) {
    Duration ttl = ttl();
    deadlines.put(node, nanoTime.getAsLong() + ttl.plus(times.grace()).toNanos());
    return ttl;
  }

  private Duration ttl() {
    long byRate = (long) (nodeCount.getAsInt() / times.perSecondMax() * 1e9);
    return byRate > times.ttlMin().toNanos() ? Duration.ofNanos(byRate) : times.ttlMin();
  }

  /** Has those marked that were not heard of in time. */
  public void check() {
    if (!leading) {
      return;
    }
    long now = nanoTime.getAsLong();
    List<NodeId> late = new ArrayList<>();
    deadlines.forEach(
        (node, deadline) -> {
          if (now - deadline > 0 && deadlines.remove(node, deadline)) {
            late.add(node);
          }
        });
    for (int from = 0; from < late.size(); from += BATCH) {
      mark(List.copyOf(late.subList(from, Math.min(late.size(), from + BATCH))));
    }
  }

  private void mark(List<NodeId> late) {
    LOG.warnf(
        "%d nodes have not been heard of in time: %s%s",
        late.size(),
        late.subList(0, Math.min(NAMED, late.size())),
        late.size() > NAMED ? " and others" : "");
    commands
        .submit(new MarkNodesSilent(late))
        .whenComplete(
            (statuses, failure) -> {
              if (!leading) {
                return;
              }
              if (failure == null) {
                waitOn(statuses);
              } else {
                LOG.warnf("silent nodes could not be marked: %s", failure.getMessage());
                long now = nanoTime.getAsLong(); // Tried again at the next check.
                late.forEach(node -> deadlines.putIfAbsent(node, now));
              }
            });
  }

  /** A node that is disconnected is down once nothing on it may come back any more. */
  private void waitOn(Map<NodeId, NodeStatus> statuses) {
    long next = nanoTime.getAsLong() + ttl().plus(times.grace()).toNanos();
    statuses.forEach(
        (node, status) -> {
          if (status == NodeStatus.DISCONNECTED) {
            deadlines.putIfAbsent(node, next);
          }
        });
  }
}
