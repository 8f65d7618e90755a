package io.drover.boot;

import io.drover.contract.model.Node;
import io.drover.documents.DocumentStore;
import io.drover.documents.DocumentsConfig;
import io.drover.documents.InfinispanDocuments;
import io.drover.documents.JobDocuments;
import io.drover.documents.StoredJobDocuments;
import io.drover.evaluate.EvaluationService;
import io.drover.evaluate.PeriodicLauncher;
import io.drover.evaluate.ThreadTimers;
import io.drover.jobspec.agent.AgentConfig;
import io.drover.leader.CommandLoop;
import io.drover.leader.LeaderContext;
import io.drover.log.LeaderInfo;
import io.drover.log.Member;
import io.drover.log.ReplicatedLog;
import io.drover.log.raft.RatisLog;
import io.drover.log.raft.RatisLogConfig;
import io.drover.node.Heartbeats;
import io.drover.node.NodeGateway;
import io.drover.node.NodeSessions;
import io.drover.node.OpenRequests;
import io.drover.schedule.ComputedClass;
import io.drover.state.SnapshotStore;
import io.drover.state.WatchRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Every part of the program and how they hang together, in one place: made from the settings,
 * started once, closed once. What only the leader does starts and stops in {@link
 * #leadershipChanged}.
 */
public final class ControlPlane implements AutoCloseable {

  private static final Duration HEARTBEAT_CHECK = Duration.ofMillis(500);

  private final Settings settings;
  private final ExecutorService answers = Executors.newFixedThreadPool(2, named("answers"));
  private final ExecutorService sends = Executors.newFixedThreadPool(2, named("node-sends"));
  private final ThreadTimers timers = new ThreadTimers("timers");
  private final CompletableFuture<DocumentStore> documentStore;
  private final JobDocuments documents;
  private final SnapshotStore store = new SnapshotStore();
  private final ReplicatedLog log;
  private final CommandLoop loop;
  private final WatchRegistry watches;
  private final EvaluationService evaluations;
  private final PeriodicLauncher launcher;
  private final ExecutorService launches = Executors.newSingleThreadExecutor(named("launches"));
  private final NodeSessions sessions = new NodeSessions();
  private final Heartbeats heartbeats;
  private final OpenRequests requests = new OpenRequests(sessions);
  private final NodeGateway gateway;

  /** Makes all parts; the documents begin to open. */
  ControlPlane(Settings settings, WatchRegistry watches) {
    this.settings = settings;
    this.watches = watches;
    this.documentStore = CompletableFuture.supplyAsync(this::openDocuments, answers);
    this.documents = new LateDocuments(documentStore.thenApply(StoredJobDocuments::new));
    this.log = new RatisLog(logConfig());
    this.loop =
        new CommandLoop(log, store, new LeaderContext(Clock.systemUTC(), documents), answers);
    this.evaluations =
        new EvaluationService(
            new EvaluationService.Ports(
                loop,
                store,
                documents,
                timers,
                Clock.systemUTC(),
                () -> UUID.randomUUID().toString(),
                new SplittableRandom(),
                settings.planRejections()),
            Runtime.getRuntime().availableProcessors());
    this.launcher =
        new PeriodicLauncher(
            new PeriodicLauncher.Ports(
                loop, store, documents, documentStore::join, timers, Clock.systemUTC(), launches));
    this.heartbeats = new Heartbeats(times(), loop, System::nanoTime, sessions::size);
    this.gateway =
        new NodeGateway(
            settings.agent().region(),
            settings.name(),
            loop,
            store,
            documents,
            sessions,
            heartbeats,
            requests,
            ControlPlane::classify,
            sends);
  }

  /** Opens log and documents and waits for both. Any failure is told by its message. */
  void start() {
    store.listen(evaluations);
    store.listen(launcher);
    store.listen(sessions);
    store.listen(watches);
    loop.onLeadership(this::leadershipChanged);
    loop.start();
    documentStore.join();
    checkHeartbeats();
  }

  private void leadershipChanged(LeaderInfo info) {
    if (info.leads()) {
      evaluations.start(store.current());
      launcher.start(store.current());
      heartbeats.start(store.current());
    } else {
      evaluations.stop();
      launcher.stop();
      heartbeats.stop();
    }
  }

  private void checkHeartbeats() {
    heartbeats.check();
    timers.after(HEARTBEAT_CHECK, this::checkHeartbeats);
  }

  private DocumentStore openDocuments() {
    DocumentsConfig.Peer self =
        new DocumentsConfig.Peer("m1", settings.advertisedHost(), settings.gridPort());
    return InfinispanDocuments.open(
        new DocumentsConfig(
            settings.serverDir().resolve("documents"),
            self,
            List.of(self),
            settings.agent().region(),
            DocumentsConfig.MEMORY_BYTES,
            DocumentsConfig.FREE_BYTES_MIN));
  }

  private RatisLogConfig logConfig() {
    Member self = new Member("m1", settings.advertisedHost(), settings.raftPort());
    return new RatisLogConfig(
        settings.serverDir().resolve("raft"),
        self,
        List.of(self),
        settings.agent().region(),
        RatisLogConfig.Limits.DEFAULT,
        Optional.empty());
  }

  private Heartbeats.Times times() {
    AgentConfig.Server server = settings.agent().server();
    return new Heartbeats.Times(
        server.minHeartbeatTtl(),
        server.heartbeatGrace(),
        server.maxHeartbeatsPerSecond(),
        server.failoverHeartbeatTtl());
  }

  private static Node classify(Node node) {
    return node.withComputedClass(ComputedClass.of(node));
  }

  private static ThreadFactory named(String name) {
    return Thread.ofPlatform().name(name + "-", 0).daemon().factory();
  }

  Settings settings() {
    return settings;
  }

  SnapshotStore store() {
    return store;
  }

  CommandLoop commands() {
    return loop;
  }

  ReplicatedLog log() {
    return log;
  }

  DocumentStore documentStore() {
    return documentStore.join();
  }

  JobDocuments documents() {
    return documents;
  }

  NodeGateway gateway() {
    return gateway;
  }

  OpenRequests requests() {
    return requests;
  }

  @Override
  public void close() {
    evaluations.close();
    launcher.close();
    timers.close();
    loop.close();
    documentStore.thenAccept(DocumentStore::close);
    sends.shutdownNow();
    launches.shutdown();
    answers.shutdown();
  }
}
