package io.drover.http;

import io.drover.command.job.ClusterFacts;
import io.drover.command.job.JobValidator;
import io.drover.contract.model.Namespace;
import io.drover.contract.model.NamespaceCapabilities;
import io.drover.http.port.ClusterView;
import io.drover.http.port.LeaderRoute;
import io.drover.http.port.ReadBarrier;
import io.drover.http.port.VaultCheck;
import io.drover.http.render.Operators;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotStore;
import io.drover.state.WatchRegistry;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Ports as a single voter without namespaces of its own needs them; any other bean wins. */
final class DefaultPorts {

  private static final CompletionStage<Void> REACHED = CompletableFuture.completedStage(null);

  @Produces
  @Singleton
  @DefaultBean
  ReadBarrier alwaysCurrent() {
    return () -> REACHED;
  }

  /** What the state says of namespaces, node pools and scheduling. */
  @Produces
  @Singleton
  @DefaultBean
  ClusterView ofState(SnapshotStore store) {
    ClusterFacts standard = ClusterFacts.standard();
    return (namespace, pool) -> {
      Snapshot now = store.current();
      Namespace found = now.namespaces().get(namespace);
      NamespaceCapabilities drivers = found == null ? null : found.capabilities();
      return new ClusterFacts(
          found != null || namespace.equals(Namespace.DEFAULT),
          Operators.nodePool(now, pool) != null,
          drivers == null ? Set.of() : Set.copyOf(drivers.enabledTaskDrivers()),
          drivers == null ? Set.of() : Set.copyOf(drivers.disabledTaskDrivers()),
          Operators.oversubscription(now, pool),
          standard.vault(),
          standard.priorityMax());
    };
  }

  @Produces
  @Singleton
  @DefaultBean
  LeaderRoute alone() {
    return new LeaderRoute() {
      @Override
      public boolean leads() {
        return true;
      }

      @Override
      public @Nullable URI leader() {
        return null;
      }
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
}
