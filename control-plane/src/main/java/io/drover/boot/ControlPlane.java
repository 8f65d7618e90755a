package io.drover.boot;

import io.drover.cluster.Membership;
import io.drover.cluster.Roster;
import io.drover.collect.GarbageCollector;
import io.drover.collect.Thresholds;
import io.drover.contract.model.Node;
import io.drover.deploy.DeploymentWatcher;
import io.drover.documents.DocumentStore;
import io.drover.documents.DocumentsConfig;
import io.drover.documents.InfinispanDocuments;
import io.drover.documents.JobDocuments;
import io.drover.documents.StoredJobDocuments;
import io.drover.drain.Drainer;
import io.drover.evaluate.EvaluationService;
import io.drover.evaluate.PeriodicLauncher;
import io.drover.evaluate.ThreadTimers;
import io.drover.http.port.VaultCheck;
import io.drover.jobspec.agent.AgentConfig;
import io.drover.leader.CommandLoop;
import io.drover.leader.LeaderContext;
import io.drover.log.JoiningLog;
import io.drover.log.LeaderInfo;
import io.drover.log.Member;
import io.drover.log.ReplicatedLog;
import io.drover.log.raft.RatisLog;
import io.drover.log.raft.RatisLogConfig;
import io.drover.metrics.CommandMetrics;
import io.drover.metrics.MetricSet;
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
import java.util.function.Consumer;
import java.util.function.Function;

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
  private final MetricSet metrics = new MetricSet();
  private final Membership membership;
  private final Consumer<Throwable> failed;
  private final ExecutorService starts = Executors.newSingleThreadExecutor(named("log-start"));
  private final ReplicatedLog log;
  private final ClusterLeader leader;
  private final CommandLoop loop;
  private final WatchRegistry watches;
  private final EvaluationService evaluations;
  private final PeriodicLauncher launcher;
  private final ExecutorService launches = Executors.newSingleThreadExecutor(named("launches"));
  private final GarbageCollector collector;
  private final ExecutorService collections =
      Executors.newSingleThreadExecutor(named("collections"));
  private final DeploymentWatcher deployments;
  private final ExecutorService reviews = Executors.newSingleThreadExecutor(named("deployments"));
  private final Drainer drainer;
  private final ExecutorService drains = Executors.newSingleThreadExecutor(named("drains"));
  private final NodeSessions sessions = new NodeSessions();
  private final Heartbeats heartbeats;
  private final OpenRequests requests = new OpenRequests(sessions);
  private final NodeGateway gateway;
  private final VaultParts vault;

  /** Makes all parts; the documents begin to open. */
  ControlPlane(Settings settings, Consumer<Throwable> failed, WatchRegistry watches) {
    this.settings = settings;
    this.failed = failed;
    this.watches = watches;
    this.membership = new Membership(settings.search());
    this.documentStore = membership.formed().thenApplyAsync(this::openDocuments, answers);
    this.documents = new LateDocuments(documentStore.thenApply(StoredJobDocuments::new));
    this.log =
        membership.alone()
            ? openLog(membership.formed().join())
            : new JoiningLog(membership.formed().thenApplyAsync(this::openLog, starts), failed);
    this.leader = new ClusterLeader(log, membership);
    CommandMetrics commandMetrics = new CommandMetrics(metrics);
    this.loop =
        new CommandLoop(
            log, store, new LeaderContext(Clock.systemUTC(), documents), answers, commandMetrics);
    this.evaluations =
        new EvaluationService(
            new EvaluationService.Ports(
                commandMetrics.forWorkers(loop),
                store,
                documents,
                timers,
                Clock.systemUTC(),
                () -> UUID.randomUUID().toString(),
                new SplittableRandom(),
                settings.planRejections(),
                metrics),
            Runtime.getRuntime().availableProcessors());
    this.launcher =
        new PeriodicLauncher(
            new PeriodicLauncher.Ports(
                loop, store, documents, documentStore::join, timers, Clock.systemUTC(), launches));
    this.collector =
        new GarbageCollector(
            new GarbageCollector.Ports(
                loop, store, documents, timers, Clock.systemUTC(), collections),
            thresholds(),
            settings.agent().server().jobGcInterval());
    this.deployments =
        new DeploymentWatcher(
            new DeploymentWatcher.Ports(
                loop, store, documents, timers, Clock.systemUTC(), reviews));
    this.drainer =
        new Drainer(new Drainer.Ports(loop, store, documents, timers, Clock.systemUTC(), drains));
    this.heartbeats = new Heartbeats(times(), loop, System::nanoTime, sessions::size);
    this.vault = VaultParts.of(settings.vault(), store, documents, loop, timers);
    this.gateway =
        new NodeGateway(
            settings.agent().region(),
            settings.name(),
            commandMetrics.forNodes(loop),
            store,
            documents,
            sessions,
            heartbeats,
            requests,
            vault.tokens(),
            ControlPlane::classify,
            sends);
  }

  /** Opens log and documents and waits for both. Any failure is told by its message. */
  void start() {
    store.listen(evaluations);
    store.listen(launcher);
    vault.listen(store);
    store.listen(deployments);
    store.listen(drainer);
    store.listen(sessions);
    store.listen(watches);
    loop.onLeadership(this::leadershipChanged);
    loop.start();
    if (membership.alone()) {
      documentStore.join(); // What is wrong with the disk is told at the start.
    } else {
      documentStore.whenComplete(
          (opened, failure) -> {
            if (failure != null) {
              failed.accept(failure);
            }
          });
      membership.start();
    }
    vault.start();
    checkHeartbeats();
  }

  private void leadershipChanged(LeaderInfo info) {
    if (info.leads()) {
      evaluations.start(store.current());
      launcher.start(store.current());
      collector.start();
      vault.lead(store.current());
      deployments.start(store.current());
      drainer.start(store.current());
      heartbeats.start(store.current());
    } else {
      evaluations.stop();
      launcher.stop();
      collector.stop();
      vault.follow();
      deployments.stop();
      drainer.stop();
      heartbeats.stop();
      sessions.moveTo(leader.nodeAddress());
    }
  }

  private void checkHeartbeats() {
    heartbeats.check();
    timers.after(HEARTBEAT_CHECK, this::checkHeartbeats);
  }

  private DocumentStore openDocuments(Roster roster) {
    List<DocumentsConfig.Peer> members =
        roster.members().stream()
            .map(peer -> new DocumentsConfig.Peer(peer.id(), peer.host(), peer.gridPort()))
            .toList();
    return InfinispanDocuments.open(
        new DocumentsConfig(
            settings.serverDir().resolve("documents"),
            self(members, DocumentsConfig.Peer::id, roster),
            members,
            cluster(roster),
            DocumentsConfig.MEMORY_BYTES,
            DocumentsConfig.FREE_BYTES_MIN));
  }

  private ReplicatedLog openLog(Roster roster) {
    List<Member> members =
        roster.members().stream()
            .map(peer -> new Member(peer.id(), peer.host(), peer.raftPort()))
            .toList();
    return new RatisLog(
        new RatisLogConfig(
            settings.serverDir().resolve("raft"),
            self(members, Member::id, roster),
            members,
            cluster(roster),
            RatisLogConfig.Limits.DEFAULT,
            Optional.empty()));
  }

  /** A member of another cluster must not take part, even if it is reached at the same address. */
  private String cluster(Roster roster) {
    String region = settings.agent().region();
    return membership.alone() ? region : region + "-" + roster.clusterId();
  }

  private static <T> T self(List<T> members, Function<T, String> id, Roster roster) {
    return members.stream()
        .filter(member -> id.apply(member).equals(roster.memberId()))
        .findFirst()
        .orElseThrow(
            () ->
                new StartException(
                    "this member, %s, is not one of the cluster's".formatted(roster.memberId())));
  }

  private Heartbeats.Times times() {
    AgentConfig.Server server = settings.agent().server();
    return new Heartbeats.Times(
        server.minHeartbeatTtl(),
        server.heartbeatGrace(),
        server.maxHeartbeatsPerSecond(),
        server.failoverHeartbeatTtl());
  }

  private Thresholds thresholds() {
    AgentConfig.Server server = settings.agent().server();
    return new Thresholds(
        server.evalGcThreshold(),
        server.batchEvalGcThreshold(),
        server.jobGcThreshold(),
        server.deploymentGcThreshold(),
        server.nodeGcThreshold());
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

  MetricSet metrics() {
    return metrics;
  }

  EvaluationService evaluations() {
    return evaluations;
  }

  Heartbeats heartbeats() {
    return heartbeats;
  }

  Membership membership() {
    return membership;
  }

  ClusterLeader leader() {
    return leader;
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

  GarbageCollector collector() {
    return collector;
  }

  NodeGateway gateway() {
    return gateway;
  }

  OpenRequests requests() {
    return requests;
  }

  VaultCheck vaultCheck() {
    return vault.check();
  }

  @Override
  public void close() {
    evaluations.close();
    launcher.close();
    membership.close();
    collector.close();
    vault.close();
    deployments.close();
    drainer.close();
    timers.close();
    loop.close();
    documentStore.thenAccept(DocumentStore::close);
    sends.shutdownNow();
    launches.shutdown();
    starts.shutdown();
    collections.shutdown();
    reviews.shutdown();
    drains.shutdown();
    answers.shutdown();
  }
}
