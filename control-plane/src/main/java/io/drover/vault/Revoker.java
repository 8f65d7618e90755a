package io.drover.vault;

import io.drover.command.Commands;
import io.drover.command.RemoveVaultAccessors;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.vault.VaultFailure;
import io.drover.evaluate.Timers;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotStore;
import io.drover.state.Topic;
import io.drover.state.VaultAccessor;
import io.drover.state.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * Revokes the tokens of tasks whose allocation has ended or whose node is gone, while this member
 * leads. What could not be revoked is tried again until the token has expired by itself; its
 * accessor is in the state until then, so that the next leader goes on.
 */
public final class Revoker implements SnapshotStore.Listener, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Revoker.class);

  /** How soon what failed is tried again. */
  public static final Duration RETRY = Duration.ofMinutes(5);

  private static final int BATCH_MAX = 1000;
  private static final int AT_ONCE_MAX = 64;

  /** What it stands on; the executor has a thread for each task. */
  public record Ports(
      VaultConnection vault,
      Commands commands,
      Timers timers,
      InstantSource clock,
      Executor executor,
      Duration retry) {}

  private record Due(VaultAccessor accessor, Instant expires) {}

  private final Ports ports;
  private final Semaphore atOnce = new Semaphore(AT_ONCE_MAX);
  private final Map<String, Due> due = new LinkedHashMap<>();
  private boolean leading;
  private boolean busy;
  private boolean again;

  public Revoker(Ports ports) {
    this.ports = ports;
  }

  /** This member leads from now on. */
  public synchronized void start(Snapshot snapshot) {
    leading = true;
    for (VaultAccessor accessor : snapshot.vaultAccessors().rows()) {
      addIfOver(snapshot, accessor);
    }
    work();
  }

  /** This member does not lead any more. */
  public synchronized void stop() {
    leading = false;
    due.clear();
  }

  @Override
  public void close() {
    stop();
  }

  /** How many tokens wait to be revoked. */
  public synchronized int waiting() {
    return due.size();
  }

  @Override
  public synchronized void committed(Snapshot snapshot, Set<Watch> touched) {
    if (!leading || snapshot.vaultAccessors().size() == 0) {
      return;
    }
    int before = due.size();
    for (Watch watch : touched) {
      Topic topic = watch.topic();
      if (topic == Topic.ALLOCATION || topic == Topic.VAULT_ACCESSORS) {
        snapshot
            .vaultAccessorsOf(new AllocId(watch.key()))
            .forEach(accessor -> addIfOver(snapshot, accessor));
      } else if (topic == Topic.NODE) {
        ofLostNode(snapshot, new NodeId(watch.key()));
      }
    }
    if (due.size() > before) {
      work();
    }
  }

  private void ofLostNode(Snapshot snapshot, NodeId node) {
    if (lost(snapshot, node)) {
      for (VaultAccessor accessor : snapshot.vaultAccessors().rows()) {
        if (accessor.nodeId().equals(node)) {
          addIfOver(snapshot, accessor);
        }
      }
    }
  }

  private static boolean lost(Snapshot snapshot, NodeId id) {
    Node node = snapshot.node(id);
    return node == null || node.status() == NodeStatus.DOWN;
  }

  private void addIfOver(Snapshot snapshot, VaultAccessor accessor) {
    Allocation allocation = snapshot.allocation(accessor.allocId());
    if (allocation == null || allocation.clientTerminal() || lost(snapshot, accessor.nodeId())) {
      Instant expires = ports.clock().instant().plusSeconds(accessor.creationTtl());
      due.putIfAbsent(accessor.accessor(), new Due(accessor, expires));
    }
  }

  /** One batch at a time; what comes meanwhile is taken up after it. */
  private void work() {
    if (busy) {
      again = true;
    } else if (!due.isEmpty()) {
      busy = true;
      again = false;
      List<Due> batch = due.values().stream().limit(BATCH_MAX).toList();
      ports.executor().execute(() -> revoke(batch));
    }
  }

  private void revoke(List<Due> batch) {
    Queue<String> done = new ConcurrentLinkedQueue<>();
    CompletableFuture<?>[] all =
        batch.stream()
            .map(one -> CompletableFuture.runAsync(() -> revoke(one, done), ports.executor()))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(all)
        .thenCompose(
            revoked -> ports.commands().submit(new RemoveVaultAccessors(List.copyOf(done))))
        .whenComplete((index, failure) -> finished(batch, Set.copyOf(done), failure == null));
  }

  private void revoke(Due one, Queue<String> done) {
    VaultAccessor accessor = one.accessor();
    boolean expired = !ports.clock().instant().isBefore(one.expires());
    try {
      atOnce.acquire();
      try {
        ports.vault().server().revoke(accessor.accessor());
        done.add(accessor.accessor());
      } finally {
        atOnce.release();
      }
    } catch (VaultFailure failure) {
      if (expired) {
        done.add(accessor.accessor());
      } else {
        LOG.warnf(
            "failed to revoke token (alloc: \"%s\", node: \"%s\", task: \"%s\"): %s",
            accessor.allocId(), accessor.nodeId(), accessor.task(), failure.getMessage());
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void finished(List<Due> batch, Set<String> done, boolean committed) {
    busy = false;
    if (!leading) {
      return;
    }
    boolean allDone = committed;
    for (Due one : batch) {
      String accessor = one.accessor().accessor();
      Due kept = due.remove(accessor);
      if (committed && done.contains(accessor)) {
        continue;
      }
      allDone = false;
      if (kept != null) {
        due.put(accessor, kept); // Behind those that were not tried yet.
      }
    }
    if (again || allDone && !due.isEmpty()) {
      work();
    } else if (!due.isEmpty()) {
      ports.timers().after(ports.retry(), this::retry);
    }
  }

  private synchronized void retry() {
    if (leading && !busy) {
      work();
    }
  }
}
