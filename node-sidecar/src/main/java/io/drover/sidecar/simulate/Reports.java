package io.drover.sidecar.simulate;

import io.drover.contract.node.v1.AllocationStates;
import io.drover.contract.node.v1.NodeMessage;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the control plane how the allocations of one node stand, with the rules of a real node: one
 * batch is on its way at a time and is repeated until it is confirmed; what changes meanwhile is
 * told by the next one, as it then is. Belongs to its node's thread.
 */
final class Reports {

  private static final Duration PATIENCE = Duration.ofMillis(100);
  private static final Duration REPEAT = Duration.ofSeconds(3);
  private static final int BATCH_MAX = 100;

  private final Timers timers;
  private final Executor thread;
  private final Set<SimulatedAllocation> waiting = new LinkedHashSet<>();
  private @Nullable Consumer<NodeMessage> session;
  private @Nullable NodeMessage underWay;
  private boolean scheduled;
  private long batch;

  Reports(Timers timers, Executor thread) {
    this.timers = timers;
    this.thread = thread;
  }

  /**
   * A session has begun; all that is known is told anew, since the servers may believe otherwise.
   */
  void begin(Consumer<NodeMessage> out, Collection<SimulatedAllocation> all) {
    session = out;
    underWay = null;
    waiting.addAll(all);
    schedule();
  }

  void end() {
    session = null;
  }

  void changed(SimulatedAllocation allocation) {
    waiting.add(allocation);
    schedule();
  }

  void forgotten(SimulatedAllocation allocation) {
    waiting.remove(allocation);
  }

  void confirmed(long number) {
    if (underWay != null && number == batch) {
      underWay = null;
      schedule();
    }
  }

  private void schedule() {
    if (!scheduled && session != null && underWay == null && !waiting.isEmpty()) {
      scheduled = true;
      timers.after(PATIENCE, thread, this::send);
    }
  }

  private void send() {
    scheduled = false;
    if (session == null || underWay != null || waiting.isEmpty()) {
      return;
    }
    AllocationStates.Builder states = AllocationStates.newBuilder().setBatch(++batch);
    Iterator<SimulatedAllocation> next = waiting.iterator();
    while (next.hasNext() && states.getStatesCount() < BATCH_MAX) {
      states.addStates(next.next().report());
      next.remove();
    }
    NodeMessage message = NodeMessage.newBuilder().setAllocationStates(states).build();
    underWay = message;
    transmit(message);
  }

  private void transmit(NodeMessage message) {
    if (session != null && underWay == message) {
      session.accept(message);
      timers.after(REPEAT, thread, () -> transmit(message));
    }
  }
}
