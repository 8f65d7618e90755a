package io.drover.http;

import io.drover.command.job.ClusterFacts;
import io.drover.command.job.JobValidator;
import io.drover.contract.model.Node;
import io.drover.http.port.ClusterView;
import io.drover.http.port.ReadBarrier;
import io.drover.http.port.VaultCheck;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotStore;
import io.drover.state.WatchRegistry;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Ports as a single voter without namespaces of its own needs them; any other bean wins. */
final class DefaultPorts {

  private static final CompletionStage<Void> REACHED = CompletableFuture.completedStage(null);

  @Produces
  @Singleton
  @DefaultBean
  ReadBarrier alwaysCurrent() {
    return () -> REACHED;
  }

  /** The namespace {@code default}; the built-in node pools, and those that nodes are in. */
  @Produces
  @Singleton
  @DefaultBean
  ClusterView builtIn(SnapshotStore store) {
    ClusterFacts standard = ClusterFacts.standard();
    return (namespace, pool) -> {
      boolean poolExists =
          pool.equals("default") || pool.equals("all") || hasNodes(store.current(), pool);
      return namespace.equals("default") && poolExists
          ? standard
          : new ClusterFacts(
              namespace.equals("default"),
              poolExists,
              Set.of(),
              Set.of(),
              standard.memoryOversubscription(),
              standard.vault(),
              standard.priorityMax());
    };
  }

  /** Vault is not used. */
  @Produces
  @Singleton
  @DefaultBean
  VaultCheck withoutVault() {
    return (spec, token) -> CompletableFuture.completedFuture(JobValidator.withoutVault(spec));
  }

  /** Hears of every commit from the start. */
  @Produces
  @Singleton
  @DefaultBean
  WatchRegistry watches(HttpSettings settings, SnapshotStore store) {
    WatchRegistry registry =
        new WatchRegistry(settings.waitersMax(), settings.waitersPerClientMax());
    store.listen(registry);
    return registry;
  }

  private static boolean hasNodes(Snapshot snapshot, String pool) {
    for (Node node : snapshot.nodes().rows()) {
      if (node.nodePool().equals(pool)) {
        return true;
      }
    }
    return false;
  }
}
