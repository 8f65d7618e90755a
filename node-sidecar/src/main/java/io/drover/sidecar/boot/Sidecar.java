package io.drover.sidecar.boot;

import io.drover.contract.json.GoDuration;
import io.drover.contract.json.Json;
import io.drover.contract.model.Node;
import io.drover.contract.model.Task;
import io.drover.sidecar.cgroup.CgroupProbe;
import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.drivers.DriverCatalog;
import io.drover.sidecar.executor.Isolation;
import io.drover.sidecar.fingerprint.Fingerprint;
import io.drover.sidecar.grpc.ControlPlaneLink;
import io.drover.sidecar.grpc.NodeSources;
import io.drover.sidecar.grpc.Session;
import io.drover.sidecar.grpc.StateReporter;
import io.drover.sidecar.grpc.TokenQuestions;
import io.drover.sidecar.kernel.ExitWatch;
import io.drover.sidecar.kernel.Mounts;
import io.drover.sidecar.kernel.Poller;
import io.drover.sidecar.logs.LogCollector;
import io.drover.sidecar.metadata.NodeMetadata;
import io.drover.sidecar.recover.DataDir;
import io.drover.sidecar.recover.Identity;
import io.drover.sidecar.recover.NodeStore;
import io.drover.sidecar.recover.Sweep;
import io.drover.sidecar.spawn.HeldLauncher;
import io.drover.sidecar.spawn.LaunchProgram;
import io.drover.sidecar.spawn.ProcStat;
import io.drover.sidecar.spawn.Tools;
import io.drover.sidecar.stats.AllocResourceUsage;
import io.drover.sidecar.stats.HostSampler;
import io.drover.sidecar.stats.TaskSampler;
import io.drover.sidecar.task.AllocCollector;
import io.drover.sidecar.task.Allocations;
import io.drover.sidecar.task.DisconnectStop;
import io.drover.sidecar.task.NodeFacts;
import io.drover.sidecar.task.NodeServices;
import io.drover.sidecar.task.ServerContact;
import io.drover.sidecar.task.check.CheckSchedule;
import io.drover.sidecar.task.hook.TaskHook;
import io.drover.sidecar.task.hook.template.TemplateHook;
import io.drover.sidecar.template.UnwiredSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The node: everything built, in the order in which it depends on each other. Starting takes up
 * what an earlier sidecar left; stopping leaves all tasks running, except in dev mode.
 */
public final class Sidecar implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Sidecar.class);
  // In dev mode everything is gone five seconds after the stop.
  private static final Duration DEV_GRACE = Duration.ofSeconds(2);
  private static final Duration DEV_LIMIT = Duration.ofSeconds(4);
  // A slow disk; longer, and whoever stops the service kills it.
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final NodeConfig config;
  private final DataDir dataDir;
  private final Poller poller;
  private final ExitWatch exits;
  private final LogCollector logs;
  private final Optional<CgroupTree> cgroups;
  private final Optional<Isolation> isolation;
  private final Optional<NodeExecutors> executors;
  private final Allocations allocations;
  private final AllocCollector collector;
  private final NodeSecrets secrets;
  private final DisconnectStop disconnect;
  private final ControlPlaneLink link;
  private final String cgroupParent;
  private final ScheduledExecutorService timer;
  private final CheckSchedule checks;
  private final ExecutorService worker;
  private volatile String region;

  private Sidecar(NodeConfig config, DataDir dataDir, String version) throws IOException {
    this.config = config;
    this.dataDir = dataDir;
    this.region = config.region();
    Identity identity = Identity.of(dataDir);
    NodeStore store = new NodeStore(dataDir);
    poller = new Poller();
    exits = new ExitWatch(poller);
    logs = new LogCollector(dataDir.client().resolve("spool"));
    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("session-timer").daemon().factory());
    checks = new CheckSchedule(timer);
    worker =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("allocations").daemon().factory());
    cgroupParent =
        config.cgroupParent().isEmpty()
            ? "drover-" + identity.id().value().substring(0, 8)
            : config.cgroupParent();
    cgroups = CgroupProbe.probe(cgroupParent);
    List<NodeStore.Stored> stored = store.load();
    boolean privileged = ProcessHandle.current().info().user().orElse("").equals("root");
    NodeDrivers drivers = new NodeDrivers(config, privileged);
    isolation = drivers.isolation(dataDir.client(), cgroupParent);
    Fingerprint.Settings settings = settings(identity, version);
    double coreMhz = Fingerprint.coreMhz(settings);
    executors = executors(stored, coreMhz);
    DriverCatalog catalog =
        drivers.catalog(executors.map(NodeExecutors::ofTasks), isolation, cgroups);
    Fingerprint fingerprint = new Fingerprint(settings, catalog, cgroups, dataDir.allocs());
    TokenQuestions tokens = new TokenQuestions();
    secrets = NodeSecrets.of(config.vault(), tokens);
    Node first = secrets.seen(fingerprint.take());
    NodeMetadata metadata =
        NodeMetadata.open(dataDir.client().resolve("metadata.json"), first.meta());
    StateReporter reporter = new StateReporter(timer);
    CompletableFuture<ControlPlaneLink> made = new CompletableFuture<>();
    allocations =
        new Allocations(
            new NodeServices(
                dataDir.allocs(),
                privileged,
                GoDuration.parse(config.maxKillTimeout()),
                Clock.systemUTC(),
                store,
                catalog,
                logs,
                () -> new NodeFacts(made.join().node(), region, System.getenv()),
                config.taskRules(),
                (alloc, job, task, found) -> hooks(task, found),
                reporter::report,
                reporter::acknowledged,
                checks));
    ServerContact contact = new ServerContact();
    link =
        new ControlPlaneLink(
            config.serverAddresses(),
            () -> secrets.seen(fingerprint.take()).withMeta(metadata.inForce()),
            first.withMeta(metadata.inForce()),
            new Session.Parts(
                version,
                allocations,
                store,
                logs,
                sources(metadata, new HostSampler(dataDir.allocs(), coreMhz)),
                reporter,
                tokens,
                contact,
                timer,
                worker,
                this::region));
    made.complete(link);
    sweepFiles(store, stored);
    allocations.restore(stored);
    disconnect = new DisconnectStop(allocations, contact, timer);
    collector = new AllocCollector(allocations, dataDir.allocs(), config.collectionThresholds());
  }

  /**
   * Builds and starts it.
   *
   * @throws IOException with a text for the operator
   */
  public static Sidecar start(NodeConfig config, String version) throws IOException {
    DataDir dataDir = DataDir.open(config.dataPath());
    try {
      Sidecar sidecar = new Sidecar(config, dataDir, version);
      sidecar.link.start();
      return sidecar;
    } catch (IOException | RuntimeException failure) {
      dataDir.close();
      throw failure;
    }
  }

  private Optional<NodeExecutors> executors(List<NodeStore.Stored> stored, double coreMhz) {
    if (cgroups.isEmpty()) {
      LOG.warn("processes cannot be run: no cgroup hierarchy can be written by this user");
      return Optional.empty();
    }
    try {
      warnIfChildrenVanish();
      CgroupTree tree = cgroups.get();
      LaunchProgram program = LaunchProgram.install(dataDir.client().resolve("bin"));
      return Optional.of(
          NodeExecutors.begin(
              dataDir,
              tree,
              new HeldLauncher(Tools.find(), program, poller, exits),
              poller,
              isolation,
              group -> new TaskSampler(tree, group, coreMhz),
              Sweep.runs(stored),
              config.executorSocket()));
    } catch (IOException refused) {
      LOG.warnf("processes cannot be run: %s", refused.getMessage());
      return Optional.empty();
    }
  }

  private static void warnIfChildrenVanish() throws IOException {
    // SIGCHLD ignored, as some daemons pass it on, makes the kernel forget exit states at once.
    if (ProcStat.ignoresChildren()) {
      LOG.warn("this process was started with SIGCHLD ignored: exit codes of tasks will be lost");
    }
  }

  private void sweepFiles(NodeStore store, List<NodeStore.Stored> stored) throws IOException {
    Set<String> known =
        stored.stream()
            .map(one -> one.alloc().allocation().id().value())
            .collect(Collectors.toSet());
    Sweep.directories(dataDir.allocs(), known);
    logs.sweep(known);
    store.sweepDocuments(
        stored.stream()
            .map(one -> one.alloc().allocation().jobRef().digest().hex())
            .collect(Collectors.toSet()));
  }

  private Fingerprint.Settings settings(Identity identity, String version) {
    return new Fingerprint.Settings(
        identity.id(),
        identity.secret(),
        config.name(),
        config.datacenter(),
        config.nodeClass(),
        config.nodePool(),
        config.meta(),
        config.cpuTotalCompute(),
        config.memoryTotalMb(),
        config.diskTotalMb(),
        config.reserved().cpu(),
        config.reserved().memoryMb(),
        config.reserved().diskMb(),
        config.reserved().ports(),
        config.httpAddr(),
        config.networkAddress(),
        config.networkInterface(),
        config.minDynamicPort(),
        config.maxDynamicPort(),
        cgroupParent,
        config.hostVolumes(),
        config.hostNetworks(),
        version);
  }

  private List<TaskHook> hooks(Task task, boolean found) {
    NodeSecrets.OfTask ofVault = secrets.of(task, found);
    List<TaskHook> hooks = new ArrayList<>(ofVault.hooks());
    hooks.add(
        new TemplateHook(
            new UnwiredSource(), ofVault.source(), timer, Clock.systemUTC(), () -> found));
    return hooks;
  }

  private NodeSources sources(NodeMetadata metadata, HostSampler host) {
    return new NodeSources(
        allocations,
        () -> Json.MAPPER.writeValueAsBytes(host.sample()),
        (alloc, task) ->
            Json.MAPPER.writeValueAsBytes(AllocResourceUsage.of(allocations.usage(alloc, task))),
        allocations::complete,
        metadata);
  }

  private void region(String named) {
    if (!named.isEmpty()) {
      region = named;
    }
  }

  /** Completed with the reason when the control plane does not want this node. */
  public CompletableFuture<String> banned() {
    return link.banned();
  }

  @Override
  public void close() throws IOException {
    link.close();
    worker.shutdown();
    awaitEnd(worker);
    collector.close();
    disconnect.close();
    allocations.leave();
    if (config.devMode()) {
      endEverything();
    }
    secrets.close();
    timer.shutdownNow();
    awaitEnd(timer);
    checks.close();
    if (executors.isPresent()) {
      executors.get().close();
    }
    logs.close();
    poller.close();
    exits.close();
    dataDir.close();
  }

  /** What is under way may write to the data directory, which is another's after the close. */
  private static void awaitEnd(ExecutorService work) {
    try {
      if (!work.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("some work on allocations goes on after the stop");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void endEverything() {
    try {
      boolean all = allocations.endAll(DEV_GRACE, DEV_LIMIT);
      if (cgroups.isPresent()) {
        for (String left : cgroups.get().names()) {
          cgroups.get().destroy(left);
        }
        cgroups.get().removeRoot();
      }
      isolation.ifPresent(Isolation::removeRoots);
      if (!all) {
        LOG.warn("some tasks took too long to end and were killed");
      }
      for (Path mount : Mounts.below(dataDir.allocs())) {
        Mounts.unmount(mount);
      }
    } catch (IOException failure) {
      LOG.errorf("clearing up: %s", failure.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
