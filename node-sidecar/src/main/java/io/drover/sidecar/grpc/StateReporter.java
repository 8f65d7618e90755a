package io.drover.sidecar.grpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.protobuf.ByteString;
import io.drover.contract.ids.AllocId;
import io.drover.contract.json.Json;
import io.drover.contract.node.v1.AllocationState;
import io.drover.contract.node.v1.AllocationStates;
import io.drover.contract.node.v1.NodeMessage;
import io.drover.sidecar.task.AllocReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells the control plane how allocations stand. One batch is on its way at a time; it is repeated,
 * on this session or the next, until it is confirmed. Meanwhile later reports replace earlier ones
 * of the same allocation, so what waits is bounded by the number of allocations. What is urgent
 * goes as soon as nothing is on its way, the rest {@link #PATIENCE} later.
 */
public final class StateReporter {

  static final Duration PATIENCE = Duration.ofMillis(200);
  // A commit takes milliseconds; a leader change takes a second or two.
  static final Duration REPEAT = Duration.ofSeconds(3);
  // Keeps a message well below the 4 MiB that a gRPC server takes by default: a report of ten
  // events
  // for each of a few tasks is some 10 KiB.
  static final int BATCH_MAX = 100;

  private final ScheduledExecutorService timer;
  private final Map<AllocId, AllocReport> waiting = new LinkedHashMap<>();
  private @Nullable NodeMessage underWay;
  private long batch;
  private boolean urgent;
  private @Nullable Outbound session;
  private @Nullable ScheduledFuture<?> flush;
  private @Nullable ScheduledFuture<?> repeat;

  public StateReporter(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /** Takes a report; never blocks for long. */
  public synchronized void report(AllocReport report) {
    if (timer.isShutdown()) {
      return;
    }
    // Removed first, so that a new report queues behind those that wait already.
    waiting.remove(report.id());
    waiting.put(report.id(), report);
    urgent |= report.urgent();
    if (urgent) {
      send();
    } else if (flush == null || flush.isDone()) {
      flush = timer.schedule(this::flush, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void flush() {
    send();
  }

  /** A session has begun; what was under way is repeated on it. */
  synchronized void begin(Outbound outbound) {
    session = outbound;
    NodeMessage again = underWay;
    if (again == null) {
      send();
    } else {
      transmit(again);
    }
  }

  synchronized void end(Outbound outbound) {
    if (session == outbound) {
      session = null;
    }
  }

  /** The control plane has committed a batch. */
  synchronized void confirmed(long number) {
    if (underWay != null && number == batch) {
      underWay = null;
      if (repeat != null) {
        repeat.cancel(false);
      }
      if (urgent || !waiting.isEmpty() && (flush == null || flush.isDone())) {
        send();
      }
    }
  }

  /** True when there is nothing that the control plane does not know. */
  public synchronized boolean idle() {
    return underWay == null && waiting.isEmpty();
  }

  /** True when the control plane knows all that was reported of an allocation. */
  public synchronized boolean acknowledged(AllocId id) {
    return !waiting.containsKey(id)
        && (underWay == null
            || underWay.getAllocationStates().getStatesList().stream()
                .noneMatch(state -> state.getAllocId().equals(id.value())));
  }

  private void send() {
    if (session == null || underWay != null || waiting.isEmpty()) {
      return;
    }
    List<AllocReport> reports = new ArrayList<>();
    for (AllocReport report : waiting.values()) {
      if (reports.size() < BATCH_MAX) {
        reports.add(report);
      }
    }
    reports.forEach(report -> waiting.remove(report.id()));
    urgent = !waiting.isEmpty();
    batch++;
    NodeMessage message =
        NodeMessage.newBuilder()
            .setAllocationStates(
                AllocationStates.newBuilder()
                    .setBatch(batch)
                    .addAllStates(reports.stream().map(StateReporter::wire).toList()))
            .build();
    underWay = message;
    transmit(message);
  }

  private void transmit(NodeMessage message) {
    if (session == null) {
      return;
    }
    session.send(message);
    if (repeat != null) {
      repeat.cancel(false);
    }
    repeat = timer.schedule(() -> again(message), REPEAT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void again(NodeMessage message) {
    if (underWay == message) {
      transmit(message);
    }
  }

  private static AllocationState wire(AllocReport report) {
    try {
      AllocationState.Builder state =
          AllocationState.newBuilder()
              .setAllocId(report.id().value())
              .setClientStatus(report.status().word())
              .setClientDescription(report.description())
              .setTaskStatesJson(bytes(report.tasks()));
      if (report.health() != null) {
        state.setDeploymentStatusJson(bytes(report.health()));
      }
      return state.build();
    } catch (JsonProcessingException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static ByteString bytes(Object value) throws JsonProcessingException {
    return ByteString.copyFrom(Json.MAPPER.writeValueAsBytes(value));
  }
}
