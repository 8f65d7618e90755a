package io.drover.boot;

import io.drover.command.Commands;
import io.drover.documents.DocumentStore;
import io.drover.documents.JobDocuments;
import io.drover.http.HttpSettings;
import io.drover.http.port.AgentInfo;
import io.drover.http.port.NodeRequests;
import io.drover.http.port.VaultCheck;
import io.drover.node.NodeGateway;
import io.drover.node.OpenRequests;
import io.drover.state.SnapshotStore;
import io.drover.state.WatchRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
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
      return new ControlPlane(Settings.load(), watches);
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
  private static RuntimeException fatal(RuntimeException failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    LOG.debug("start failed", failure);
    System.err.println("drover: the control plane cannot start: " + cause.getMessage());
    Runtime.getRuntime().halt(1);
    return failure;
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
  AgentInfo agent(ControlPlane parts) {
    return new ServerInfo(parts);
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
