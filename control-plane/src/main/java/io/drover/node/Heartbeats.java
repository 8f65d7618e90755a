package io.drover.node;

import io.drover.command.Commands;
import io.drover.command.UpdateNodeStatus;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.state.Snapshot;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Knows until when each node has to be heard of, and marks a node as down when that time has
 * passed. Works on the leader only: {@link #start} to {@link #stop}. {@link #check} is called by a
 * timer, twice a second.
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

  /** Marks as down what has not been heard of in time. */
  public void check() {
    if (!leading) {
      return;
    }
    long now = nanoTime.getAsLong();
    deadlines.forEach(
        (node, deadline) -> {
          if (now - deadline > 0 && deadlines.remove(node, deadline)) {
            expire(node);
          }
        });
  }

  private void expire(NodeId node) {
    LOG.warnf("node %s has not been heard of in time and is marked as down", node);
    commands
        .submit(new UpdateNodeStatus(node, NodeStatus.DOWN, "Node heartbeat missed"))
        .whenComplete(
            (changed, failure) -> {
              if (failure != null && leading) {
                // Tried again at the next check; a purged node drops out there.
                LOG.warnf("node %s could not be marked as down: %s", node, failure.getMessage());
                if (!"node not found".equals(failure.getMessage())) {
                  deadlines.putIfAbsent(node, nanoTime.getAsLong());
                }
              }
            });
  }
}
