package io.drover.sidecar.simulate;

import io.drover.contract.json.Json;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.node.v1.AllocationVersion;
import io.drover.contract.node.v1.DesiredAllocation;
import io.drover.contract.node.v1.DesiredAllocations;
import io.drover.contract.node.v1.Document;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What one node runs as if. Belongs to the node's thread. */
final class Work {

  // What a task takes to end that does as it is told.
  private static final Duration STOP_DELAY = Duration.ofMillis(100);
  private static final int START_FAILED = 1;

  private final Surroundings world;
  private final Executor thread;
  private final Reports reports;
  private final Map<String, SimulatedAllocation> allocations = new HashMap<>();
  private boolean vanished;

  Work(Surroundings world, Executor thread, Reports reports) {
    this.world = world;
    this.thread = thread;
    this.reports = reports;
  }

  Collection<SimulatedAllocation> all() {
    return allocations.values();
  }

  /**
   * Begins, stops and forgets as the servers want.
   *
   * @throws IOException when a message cannot be read
   */
  void take(DesiredAllocations desired) throws IOException {
    for (Document document : desired.getDocumentsList()) {
      world.plans().learn(document);
    }
    for (DesiredAllocation changed : desired.getChangedList()) {
      want(
          Json.MAPPER.readValue(changed.getAllocationJson().toByteArray(), WantedAllocation.class));
    }
    if (desired.getPartial()) {
      desired.getRemovedList().forEach(this::forget);
    } else {
      Set<String> named = new HashSet<>();
      for (AllocationVersion version : desired.getAllList()) {
        named.add(version.getAllocId());
      }
      List.copyOf(allocations.keySet()).stream()
          .filter(id -> !named.contains(id))
          .forEach(this::forget);
    }
  }

  private void want(WantedAllocation wanted) throws IOException {
    SimulatedAllocation known = allocations.get(wanted.id());
    boolean run = wanted.desiredStatus() == DesiredStatus.RUN;
    if (known == null) {
      known = begin(wanted, run);
    } else if (run && !known.deploymentId.equals(wanted.deploymentId())) {
      known.deploymentId = wanted.deploymentId();
      known.healthyAt = null;
      awaitHealth(known);
    }
    if (!run && known != null && !known.stopping && !known.ended()) {
      SimulatedAllocation stopped = known;
      stopped.stopping = true;
      world.timers().after(STOP_DELAY, thread, () -> end(stopped, ClientStatus.COMPLETE, 0));
    }
  }

  private @Nullable SimulatedAllocation begin(WantedAllocation wanted, boolean run)
      throws IOException {
    if (wanted.clientStatus() == ClientStatus.COMPLETE
        || wanted.clientStatus() == ClientStatus.FAILED) {
      return null; // It ended in an earlier life of this node.
    }
    GroupPlan plan = world.plans().find(wanted.jobRef().digest().hex(), wanted.taskGroup());
    if (plan == null) {
      throw new IOException(
          "the job of allocation %s has no group %s".formatted(wanted.id(), wanted.taskGroup()));
    }
    SimulatedAllocation fresh = new SimulatedAllocation(wanted.id(), plan, wanted.deploymentId());
    allocations.put(fresh.id, fresh);
    world.counts().moved(null, fresh.status);
    if (run) {
      world.timers().after(plan.startDelay(), thread, () -> start(fresh));
    }
    return fresh;
  }

  private void start(SimulatedAllocation allocation) {
    if (allocation.status != ClientStatus.PENDING || allocation.stopping || gone(allocation)) {
      return;
    }
    SimulateOptions options = world.options();
    if (Chance.of(options.seed(), allocation.id) < options.failureRate()) {
      end(allocation, ClientStatus.FAILED, START_FAILED);
      return;
    }
    allocation.startedAt = world.clock().instant();
    move(allocation, ClientStatus.RUNNING);
    awaitHealth(allocation);
    GroupPlan plan = allocation.plan;
    if (plan.runFor() != null) {
      ClientStatus result = plan.exitCode() == 0 ? ClientStatus.COMPLETE : ClientStatus.FAILED;
      world
          .timers()
          .after(plan.runFor(), thread, () -> endByItself(allocation, result, plan.exitCode()));
    }
  }

  private void endByItself(SimulatedAllocation allocation, ClientStatus result, int exitCode) {
    if (!allocation.stopping) {
      end(allocation, result, exitCode);
    }
  }

  private void end(SimulatedAllocation allocation, ClientStatus result, int exitCode) {
    if (!allocation.ended() && !gone(allocation)) {
      allocation.finishedAt = world.clock().instant();
      allocation.exitCode = exitCode;
      move(allocation, result);
    }
  }

  private void awaitHealth(SimulatedAllocation allocation) {
    Duration healthyAfter = allocation.plan.healthyAfter();
    String deployment = allocation.deploymentId;
    if (!deployment.isEmpty()
        && healthyAfter != null
        && allocation.status == ClientStatus.RUNNING) {
      world.timers().after(healthyAfter, thread, () -> healthy(allocation, deployment));
    }
  }

  private void healthy(SimulatedAllocation allocation, String deployment) {
    if (allocation.status == ClientStatus.RUNNING
        && allocation.deploymentId.equals(deployment)
        && !gone(allocation)) {
      allocation.healthyAt = world.clock().instant();
      reports.changed(allocation);
    }
  }

  private void move(SimulatedAllocation allocation, ClientStatus to) {
    world.counts().moved(allocation.status, to);
    allocation.status = to;
    reports.changed(allocation);
  }

  private boolean gone(SimulatedAllocation allocation) {
    return vanished || allocations.get(allocation.id) != allocation;
  }

  private void forget(String id) {
    SimulatedAllocation known = allocations.remove(id);
    if (known != null) {
      world.counts().moved(known.status, null);
      reports.forgotten(known);
    }
  }

  /** The node is heard of no more, and what it does counts no more. */
  void vanish() {
    vanished = true;
    Iterator<SimulatedAllocation> all = allocations.values().iterator();
    while (all.hasNext()) {
      world.counts().moved(all.next().status, null);
      all.remove();
    }
  }
}
