package io.drover.sidecar.simulate;

import io.drover.contract.model.ClientStatus;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What all nodes together do. Nodes that vanished do not count, nor does what ran on them. */
final class Counts {

  private final LongAdder connected = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder vanished = new LongAdder();
  private final LongAdder starts = new LongAdder();
  private final Map<ClientStatus, LongAdder> allocations = new EnumMap<>(ClientStatus.class);

  Counts() {
    for (ClientStatus status : ClientStatus.values()) {
      allocations.put(status, new LongAdder());
    }
  }

  void connected(int change) {
    connected.add(change);
  }

  void refused() {
    refused.increment();
  }

  void vanished() {
    vanished.increment();
  }

  /** An allocation goes from one status to another; null: it is not there. */
  void moved(@Nullable ClientStatus from, @Nullable ClientStatus to) {
    if (from != null) {
      allocations.get(from).decrement();
    }
    if (to != null) {
      allocations.get(to).increment();
      if (to == ClientStatus.RUNNING) {
        starts.increment();
      }
    }
  }

  long connected() {
    return connected.sum();
  }

  long vanishedNodes() {
    return vanished.sum();
  }

  long refusedNodes() {
    return refused.sum();
  }

  long of(ClientStatus status) {
    return allocations.get(status).sum();
  }

  /** How many allocations have begun to run, ever. */
  long starts() {
    return starts.sum();
  }

  /** A line for people and for programs alike. */
  String line(long seconds, long startsPerSecond) {
    return ("%ds nodes: %d connected, %d vanished, %d refused; "
            + "allocations: %d pending, %d running, %d complete, %d failed; %d starts/s")
        .formatted(
            seconds,
            connected(),
            vanishedNodes(),
            refusedNodes(),
            of(ClientStatus.PENDING),
            of(ClientStatus.RUNNING),
            of(ClientStatus.COMPLETE),
            of(ClientStatus.FAILED),
            startsPerSecond);
  }
}
