package io.drover.sidecar.task;

import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.Digest;
import io.drover.contract.json.Json;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.HostVolume;
import io.drover.contract.model.JobRef;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Node;
import io.drover.contract.model.TaskState;
import io.drover.sidecar.drivers.Driver;
import io.drover.sidecar.drivers.DriverCatalog;
import io.drover.sidecar.drivers.MockDriver;
import io.drover.sidecar.kernel.Mounts;
import io.drover.sidecar.logs.LogCollector;
import io.drover.sidecar.recover.DataDir;
import io.drover.sidecar.recover.NodeStore;
import io.drover.sidecar.task.check.CheckSchedule;
import io.drover.sidecar.task.hook.HookFactory;
import io.drover.sidecar.task.hook.artifact.ArtifactLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Allocations on a node of a test, with the mock driver and without a control plane. */
final class TestNode implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(40);

  final Allocations allocations;
  final DataDir dataDir;
  final NodeStore store;
  final Set<AllocId> unacknowledged = ConcurrentHashMap.newKeySet();
  final LogCollector logs;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final CheckSchedule checks = new CheckSchedule(timer);
  private final Map<AllocId, AllocReport> reports = new ConcurrentHashMap<>();
  private final Map<AllocId, Allocation> wanted = new ConcurrentHashMap<>();

  TestNode(Path directory) throws IOException {
    this(directory, (alloc, job, task, found) -> List.of());
  }

  TestNode(Path directory, HookFactory hooks, Driver... more) throws IOException {
    dataDir = DataDir.open(directory.resolve("data"));
    store = new NodeStore(dataDir);
    logs = new LogCollector(dataDir.client().resolve("spool"));
    List<Driver> drivers = new ArrayList<>(List.of(more));
    drivers.add(new MockDriver());
    Node node =
        read(
                """
            {"ID":"11111111-2222-3333-4444-555555555555","Name":"n1","Datacenter":"dc1",
             "NodeClass":"alpha","NodePool":"default","Attributes":{"kernel.name":"linux"},
             "Meta":{"rack":"r1"},"Status":"ready","SchedulingEligibility":"eligible"}
            """,
                Node.class)
            .withHostVolumes(
                Map.of("shared", new HostVolume("shared", directory.toString(), false)));
    allocations =
        new Allocations(
            new NodeServices(
                dataDir.allocs(),
                ProcessHandle.current().info().user().orElse("").equals("root"),
                Duration.ofSeconds(30),
                Clock.systemUTC(),
                store,
                new DriverCatalog(drivers),
                logs,
                () -> new NodeFacts(node, "global", Map.of("HOME", "/root", "SECRET", "s")),
                new TaskRules(HostEnvironment.of("", ""), ArtifactLimits.DEFAULTS),
                hooks,
                report -> reports.put(report.id(), report),
                id -> !unacknowledged.contains(id),
                checks));
  }

  static <T> T read(String json, Class<T> type) {
    try {
      return Json.MAPPER.readValue(json, type);
    } catch (IOException wrong) {
      throw new AssertionError(wrong);
    }
  }

  /** A task in JSON; what is missing of a task is filled in. */
  static String task(String name, String driver, String config, String more) {
    return """
        {"Name":"%s","Driver":"%s","Config":%s,%s
         "RestartPolicy":{"Attempts":0,"Interval":60000000000,"Delay":20000000,"Mode":"fail"},
         "KillTimeout":5000000000,"Resources":{"CPU":100,"MemoryMB":64}}"""
        .formatted(name, driver, config, more.isEmpty() ? "" : more + ",");
  }

  static String mock(String name, String config, String more) {
    return task(name, "mock_driver", config, more);
  }

  static JobSpec job(String type, String... tasks) {
    return read(
        """
        {"ID":"j","Name":"j","Region":"global","Namespace":"default","Type":"%s","Priority":50,
         "Datacenters":["dc1"],"TaskGroups":[{"Name":"g","Count":1,
         "Volumes":{"vol":{"Name":"vol","Type":"host","Source":"shared"},
                    "other":{"Name":"other","Type":"host","Source":"none"}},
         "RestartPolicy":{"Attempts":0,"Interval":60000000000,"Delay":20000000,"Mode":"fail"},
         "Tasks":[%s]}]}"""
            .formatted(type, String.join(",", tasks)),
        JobSpec.class);
  }

  AllocId run(JobSpec job) throws IOException {
    return run(job, alloc -> alloc);
  }

  AllocId run(JobSpec job, UnaryOperator<Allocation> as) throws IOException {
    byte[] document = Json.MAPPER.writeValueAsBytes(job);
    Digest digest = Digest.of(document);
    store.saveDocument(digest, document);
    StringBuilder given = new StringBuilder();
    job.taskGroups()
        .getFirst()
        .tasks()
        .forEach(
            task ->
                given
                    .append(given.isEmpty() ? "" : ",")
                    .append('"')
                    .append(task.name())
                    .append("\":{\"Cpu\":{\"CpuShares\":100},\"Memory\":{\"MemoryMB\":64}}"));
    Allocation alloc =
        read(
            """
            {"ID":"%s","Namespace":"default","Name":"j.g[0]","JobID":"j","TaskGroup":"g",
             "JobRef":{"Digest":"%s","Version":0,"Type":"%s"},
             "AllocatedResources":{"Tasks":{%s},"TaskLifecycles":{},"Shared":{"DiskMB":50}},
             "DesiredStatus":"run","ClientStatus":"pending"}"""
                .formatted(UUID.randomUUID(), digest.hex(), job.type().word(), given),
            Allocation.class);
    want(as.apply(alloc));
    return alloc.id();
  }

  void want(Allocation alloc) {
    wanted.put(alloc.id(), alloc);
    allocations.change(List.of(alloc), List.of());
  }

  /** The same allocation, with another version of its job. */
  void update(AllocId id, JobSpec job) throws IOException {
    byte[] document = Json.MAPPER.writeValueAsBytes(job);
    Digest digest = Digest.of(document);
    store.saveDocument(digest, document);
    Allocation before = wanted.get(id);
    JobRef now = before.jobRef().withDigest(digest).withVersion(before.jobRef().version() + 1);
    want(before.withJobRef(now));
  }

  Allocation wanted(AllocId id) {
    return wanted.get(id);
  }

  void stop(AllocId id) {
    want(wanted.get(id).withDesiredStatus(DesiredStatus.STOP));
  }

  /** As if nothing had been reported so far. */
  void forgetReports() {
    reports.clear();
  }

  void awaitStatus(AllocId id, ClientStatus status) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> reports.containsKey(id) && reports.get(id).status() == status);
  }

  /** What was told of its health last; null when nothing was. */
  @Nullable Boolean healthy(AllocId id) {
    AllocReport report = reports.get(id);
    return report == null || report.health() == null ? null : report.health().healthy();
  }

  TaskState state(AllocId id, String task) {
    return reports.get(id).tasks().get(task);
  }

  List<String> events(AllocId id, String task) {
    return state(id, task).events().stream()
        .map(event -> event.type() + ": " + event.displayMessage())
        .toList();
  }

  Path directory(AllocId id) {
    return dataDir.allocs().resolve(id.value());
  }

  /** As if it was killed: nothing is ended, nothing is cleared up. */
  void crash() throws IOException {
    allocations.leave();
    timer.shutdownNow();
    checks.close();
    logs.close();
    dataDir.close();
  }

  @Override
  public void close() throws Exception {
    allocations.leave();
    allocations.endAll(Duration.ZERO, Duration.ofSeconds(20));
    for (AllocReport report : List.copyOf(reports.values())) {
      allocations.change(List.of(), List.of(report.id()));
    }
    await().atMost(PATIENCE).until(() -> Mounts.below(dataDir.allocs()).isEmpty());
    timer.shutdownNow();
    checks.close();
    logs.close();
    dataDir.close();
  }
}
