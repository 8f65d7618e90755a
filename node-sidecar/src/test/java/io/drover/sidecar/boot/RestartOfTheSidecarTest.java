package io.drover.sidecar.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSpec;
import io.drover.sidecar.cgroup.CgroupProbe;
import io.drover.sidecar.cgroup.CgroupTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sidecar is killed, and its tasks do not notice. */
final class RestartOfTheSidecarTest {

  @TempDir Path directory;
  private final String cgroupRoot = "drover-test-" + UUID.randomUUID().toString().substring(0, 8);
  private FakeControlPlane server;
  private Path config;
  private Process sidecar;

  @BeforeEach
  void start() throws Exception {
    NodeUnderTest.assumeRoot();
    server = new FakeControlPlane();
    config =
        NodeUnderTest.configFile(directory.resolve("data"), server.address(), cgroupRoot, false);
    again();
  }

  private void again() throws IOException {
    sidecar = SidecarProcess.start(config, directory.resolve("sidecar.log"));
  }

  @AfterEach
  void stop() throws Exception {
    if (sidecar == null) {
      return;
    }
    SidecarProcess.kill(sidecar);
    server.close();
    CgroupTree tree = CgroupProbe.probe(cgroupRoot).orElseThrow();
    for (String name : tree.names()) {
      tree.destroy(name);
    }
    tree.removeRoot();
    for (Path mount : io.drover.sidecar.kernel.Mounts.below(directory)) {
      io.drover.sidecar.kernel.Mounts.unmount(mount);
    }
  }

  private AllocId run(JobSpec job) throws IOException {
    Allocation alloc = Jobs.alloc(job);
    server.want(alloc, job);
    return alloc.id();
  }

  private void awaitStatus(AllocId id, String status) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(server.status(id))
                    .as(() -> (server.state(id) == null ? "" : server.events(id, "t")) + log())
                    .isEqualTo(status));
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("sidecar.log"));
    } catch (IOException none) {
      return "";
    }
  }

  private Path shared(AllocId id) {
    return directory.resolve("data/alloc").resolve(id.value()).resolve("alloc");
  }

  @Test
  void aTaskThatEndsWhileTheSidecarIsAwayIsReportedWithItsTrueExit() throws Exception {
    String wait = "echo one; while [ ! -e $NOMAD_ALLOC_DIR/go ]; do sleep 0.05; done; echo two; ";
    AllocId exits = run(Jobs.job("batch", Jobs.shell("t", wait + "exit 42")));
    AllocId dies = run(Jobs.job("batch", Jobs.shell("t", wait + "kill -15 $$")));
    AllocId succeeds = run(Jobs.job("batch", Jobs.shell("t", wait + "exit 0")));
    awaitStatus(exits, "running");
    awaitStatus(dies, "running");
    awaitStatus(succeeds, "running");
    SidecarProcess.kill(sidecar);
    for (AllocId id : new AllocId[] {exits, dies, succeeds}) {
      Files.createFile(shared(id).resolve("go"));
    }
    CgroupTree tree = CgroupProbe.probe(cgroupRoot).orElseThrow();
    await()
        .untilAsserted(
            () -> {
              for (String name : tree.names()) {
                assertThat(tree.members(name)).isEmpty();
              }
            });
    again();
    awaitStatus(exits, "failed");
    awaitStatus(dies, "failed");
    awaitStatus(succeeds, "complete");
    assertThat(server.events(exits, "t"))
        .containsOnlyOnce("Terminated: Exit Code: 42")
        .containsOnlyOnce("Started: Task started by client");
    assertThat(server.events(dies, "t")).containsOnlyOnce("Terminated: Exit Code: 143, Signal: 15");
    assertThat(server.events(succeeds, "t")).containsOnlyOnce("Terminated: Exit Code: 0");
    // Written while nobody was there, and collected once.
    assertThat(Files.readString(shared(exits).resolve("logs/t.stdout.0"))).isEqualTo("one\ntwo\n");
    assertThat(tree.members(CgroupTree.HOLDERS)).isEmpty();
    assertThat(tree.names()).isEmpty();
  }

  @Test
  void aRunningTaskIsTakenUpAgainAndCanBeStopped() throws Exception {
    AllocId id =
        run(
            Jobs.job(
                "service",
                Jobs.shell("t", "echo $$; trap 'exit 9' INT; while :; do sleep 0.05; done")));
    awaitStatus(id, "running");
    Path output = shared(id).resolve("logs/t.stdout.0");
    await().untilAsserted(() -> assertThat(output).isNotEmptyFile());
    long pid = Long.parseLong(Files.readString(output).strip());
    for (int i = 0; i < 3; i++) {
      SidecarProcess.kill(sidecar);
      assertThat(ProcessHandle.of(pid)).isPresent();
      int hellos = server.hellos().size();
      again();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(server.hellos()).hasSizeGreaterThan(hellos));
    }
    assertThat(server.hellos())
        .extracting(hello -> hello.id())
        .containsOnly(server.hellos().getFirst().id());
    assertThat(Files.readString(output).strip()).isEqualTo(Long.toString(pid));
    server.stop(id);
    awaitStatus(id, "complete");
    assertThat(server.events(id, "t"))
        .containsOnlyOnce("Started: Task started by client")
        .contains("Terminated: Exit Code: 9", "Killed: Task successfully killed");
  }

  @Test
  void outputGoesOnPastAPipesWorthWhileTheSidecarIsAway() throws Exception {
    AllocId id =
        run(
            Jobs.job(
                "batch",
                Jobs.shell(
                    "t",
                    "while [ ! -e $NOMAD_ALLOC_DIR/go ]; do sleep 0.05; done; "
                        + "head -c 3000000 /dev/zero | tr '\\\\0' x; echo; echo $? end >&2")));
    awaitStatus(id, "running");
    SidecarProcess.kill(sidecar);
    Files.createFile(shared(id).resolve("go"));
    CgroupTree tree = CgroupProbe.probe(cgroupRoot).orElseThrow();
    await().untilAsserted(() -> assertThat(tree.members(tree.names().getFirst())).isEmpty());
    again();
    awaitStatus(id, "complete");
    assertThat(Files.readString(shared(id).resolve("logs/t.stderr.0"))).isEqualTo("0 end\n");
    assertThat(Files.size(shared(id).resolve("logs/t.stdout.0"))).isEqualTo(3_000_001);
  }

  @Test
  void aTaskWhoseHolderWasKilledTooEndsUnknownAndNotSuccessful() throws Exception {
    AllocId id =
        run(
            Jobs.job(
                "batch",
                Jobs.shell("t", "while [ ! -e $NOMAD_ALLOC_DIR/go ]; do sleep 0.05; done")));
    awaitStatus(id, "running");
    SidecarProcess.kill(sidecar);
    CgroupTree tree = CgroupProbe.probe(cgroupRoot).orElseThrow();
    List<Long> task = List.copyOf(tree.members(tree.names().getFirst()));
    for (long holder : tree.members(CgroupTree.HOLDERS)) {
      ProcessHandle.of(holder).orElseThrow().destroyForcibly();
    }
    Files.createFile(shared(id).resolve("go"));
    // Whoever inherited the orphan has to collect it: until then its true exit state can be read.
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(task)
                    .noneMatch(pid -> Files.exists(Path.of("/proc", Long.toString(pid)))));
    again();
    awaitStatus(id, "failed");
    assertThat(server.events(id, "t"))
        .anyMatch(
            event ->
                event.startsWith("Terminated: Exit Code: -1, Exit Message: \"exit status unknown"));
  }

  @Test
  void whatNobodyKnowsIsKilledAtStart() throws Exception {
    AllocId id = run(Jobs.job("service", Jobs.shell("t", "sleep 984")));
    awaitStatus(id, "running");
    SidecarProcess.kill(sidecar);
    Path stored = directory.resolve("data/client/allocs").resolve(id.value());
    Files.delete(stored.resolve("alloc.json"));
    server.purge(id);
    again();
    CgroupTree tree = CgroupProbe.probe(cgroupRoot).orElseThrow();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(tree.names()).isEmpty();
              assertThat(tree.members(CgroupTree.HOLDERS)).isEmpty();
              assertThat(directory.resolve("data/alloc")).isEmptyDirectory();
            });
    assertThat(RawExecTest.processesWith("984")).isEmpty();
  }
}
