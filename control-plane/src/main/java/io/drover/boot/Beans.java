package io.drover.boot;

import io.drover.cluster.Membership;
import io.drover.collect.GarbageCollector;
import io.drover.command.Commands;
import io.drover.documents.DocumentStore;
import io.drover.documents.JobDocuments;
import io.drover.http.HttpSettings;
import io.drover.http.port.AgentInfo;
import io.drover.http.port.LeaderRoute;
import io.drover.http.port.NodeRequests;
import io.drover.http.port.ReadBarrier;
import io.drover.http.port.VaultCheck;
import io.drover.http.region.RegionPeers;
import io.drover.metrics.Gauges;
import io.drover.metrics.MetricSet;
import io.drover.node.Leadership;
import io.drover.node.NodeGateway;
import io.drover.node.OpenRequests;
import io.drover.state.SnapshotStore;
import io.drover.state.WatchRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/** Gives the parts of the {@link ControlPlane} to Quarkus, and starts and stops them with it. */
@Singleton
public class Beans {

  private static final Logger LOG = Logger.getLogger(Beans.class);

  @Produces
  @Singleton
  WatchRegistry watches(HttpSettings settings) {
    return new WatchRegistry(settings.waitersMax(), settings.waitersPerClientMax());
  }

  @Produces
  @Singleton
  ControlPlane parts(WatchRegistry watches) {
    try {
      return new ControlPlane(Settings.load(), Beans::fatal, watches);
    } catch (RuntimeException e) {
      throw fatal(e);
    }
  }

  void start(@Observes StartupEvent event, ControlPlane parts) {
    try {
      parts.start();
    } catch (RuntimeException e) {
      throw fatal(e);
    }
  }

  /**
   * Says why in one line and leaves: threads of a half started log would keep the process alive.
   */
  private static StartException fatal(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    LOG.debug("start failed", failure);
    System.err.println("drover: the control plane cannot start: " + cause.getMessage());
    Runtime.getRuntime().halt(1);
    return new StartException(String.valueOf(cause.getMessage()), failure);
  }

  void stop(@Observes ShutdownEvent event, ControlPlane parts) {
    parts.close();
  }

  @Produces
  @Singleton
  SnapshotStore store(ControlPlane parts) {
    return parts.store();
  }

  @Produces
  @Singleton
  Commands commands(ControlPlane parts) {
    return parts.commands();
  }

  @Produces
  @Singleton
  DocumentStore documentStore(ControlPlane parts) {
    return parts.documentStore();
  }

  @Produces
  @Singleton
  JobDocuments documents(ControlPlane parts) {
    return parts.documents();
  }

  @Produces
  @Singleton
  NodeGateway gateway(ControlPlane parts) {
    return parts.gateway();
  }

  @Produces
  @Singleton
  Membership membership(ControlPlane parts) {
    return parts.membership();
  }

  @Produces
  @Singleton
  LeaderRoute leader(ControlPlane parts) {
    return parts.leader();
  }

  @Produces
  @Singleton
  Leadership leadership(ControlPlane parts) {
    return parts.leader()::nodeAddress;
  }

  /** With other voters a leader cannot know alone that it still is one: it asks them. */
  @Produces
  @Singleton
  ReadBarrier barrier(ControlPlane parts) {
    return parts.membership().alone()
        ? () -> CompletableFuture.completedFuture(null)
        : () -> parts.log().barrier();
  }

  @Produces
  @Singleton
  GarbageCollector collector(ControlPlane parts) {
    return parts.collector();
  }

  @Produces
  @Singleton
  AgentInfo agent(ControlPlane parts) {
    return new ServerInfo(parts);
  }

  @Produces
  @Singleton
  MetricSet metrics(ControlPlane parts) {
    return parts.metrics();
  }

  @Produces
  @Singleton
  Gauges gauges(ControlPlane parts) {
    return new ServerGauges(parts);
  }

  @Produces
  @Singleton
  RegionPeers regions(ControlPlane parts) {
    return parts.settings().regions();
  }

  @Produces
  @Singleton
  VaultCheck vaultCheck(ControlPlane parts) {
    return parts.vaultCheck();
  }

  @Produces
  @Singleton
  OpenRequests requests(ControlPlane parts) {
    return parts.requests();
  }

  @Produces
  @Singleton
  NodeRequests nodes(ControlPlane parts) {
    return new SessionRequests(parts.requests());
  }
}
