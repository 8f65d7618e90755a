package io.drover.sidecar.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.AllocId;
import io.drover.sidecar.cgroup.CgroupProbe;
import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.kernel.Mounts;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that do what nobody should; each ends as told, and nothing of it stays. */
final class MisbehaviourTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String REMAINDER = "88172";

  @TempDir Path directory;
  private NodeUnderTest node;
  private CgroupTree tree;

  @BeforeEach
  void start() throws Exception {
    node = new NodeUnderTest(directory);
    tree = CgroupProbe.probe(node.cgroupRoot).orElseThrow();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    if (node == null) {
      return;
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(tree.names()).as("cgroups").isEmpty();
              assertThat(tree.members(CgroupTree.HOLDERS)).as("holders").isEmpty();
              assertThat(RawExecTest.processesWith(REMAINDER)).as("processes").isEmpty();
            });
    node.close();
    assertThat(Mounts.below(directory)).isEmpty();
  }

  private AllocId run(String type, String script) throws IOException {
    return node.run(Jobs.job(type, Jobs.shell("t", script)));
  }

  private void awaitEnd(AllocId id, String status, String event) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(node.server.status(id)).isEqualTo(status));
    assertThat(node.server.events(id, "t")).anyMatch(told -> told.startsWith(event));
  }

  private void awaitMembers(int count) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> !tree.names().isEmpty() && tree.members(tree.names().getFirst()).size() >= count);
  }

  @Test
  void aForkBombEndsWhileItGrows() throws Exception {
    // Two to the tenth processes and more, and eight that go on forking for ever.
    AllocId id =
        run(
            "service",
            "grow() { [ $1 -gt 0 ] && { grow $(($1-1)) & grow $(($1-1)) & }; sleep %s; }; "
                    .formatted(REMAINDER)
                + "for i in 1 2 3 4 5 6 7 8; do while :; do sleep 0.05 & wait; done & done; grow 9");
    awaitMembers(200);
    node.server.stop(id);
    awaitEnd(id, "complete", "Killed");
  }

  @Test
  void childrenThatLeftSessionAndParentEndWithTheTask() throws Exception {
    AllocId id =
        run(
            "batch",
            "(setsid sh -c 'trap \"\" TERM INT HUP; (sleep %s &) ; sleep %s' >/dev/null 2>&1 &); exit 7"
                .formatted(REMAINDER, REMAINDER));
    awaitEnd(id, "failed", "Terminated: Exit Code: 7");
  }

  @Test
  void aTaskThatIgnoresItsSignalIsKilledWhenItsTimeIsOver() throws Exception {
    AllocId id = run("service", "trap '' INT TERM HUP QUIT; while :; do sleep 0.1; done");
    node.awaitStatus(id, "running");
    awaitMembers(2);
    node.server.stop(id);
    awaitEnd(id, "complete", "Terminated: Exit Code: 137, Signal: 9");
  }

  @Test
  void aTaskThatStoppedItselfIsEndedAllTheSame() throws Exception {
    AllocId id = run("service", "kill -STOP $$; sleep " + REMAINDER);
    node.awaitStatus(id, "running");
    await().atMost(PATIENCE).until(() -> stopped(tree.members(tree.names().getFirst())));
    node.server.stop(id);
    awaitEnd(id, "complete", "Terminated: Exit Code: 137, Signal: 9");
  }

  private static boolean stopped(List<Long> pids) throws IOException {
    for (long pid : pids) {
      if (Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T ")) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aTaskStuckInItsSignalHandlerIsKilled() throws Exception {
    AllocId id = run("service", "trap 'while :; do :; done' INT; while :; do sleep 0.1; done");
    node.awaitStatus(id, "running");
    awaitMembers(2);
    node.server.stop(id);
    awaitEnd(id, "complete", "Terminated: Exit Code: 137, Signal: 9");
  }

  @Test
  void aTaskThatClosesItsOutputsKeepsItsExitCode() throws Exception {
    AllocId id = run("batch", "echo before; exec >&- 2>&- <&-; exit 5");
    awaitEnd(id, "failed", "Terminated: Exit Code: 5");
    assertThat(node.read(id, "t.stdout.0")).isEqualTo("before\n");
  }

  @Test
  void aFloodOfOutputLeavesTheNewestFilesAndNoMore() throws Exception {
    String limits = "'LogConfig':{'MaxFiles':2,'MaxFileSizeMB':1}";
    AllocId id =
        node.run(
            Jobs.job(
                "batch",
                Jobs.raw(
                    "t", "yes | head -c 60000000; echo; echo last", Jobs.NO_RESTARTS, limits)));
    awaitEnd(id, "complete", "Terminated: Exit Code: 0");
    List<Path> files = new ArrayList<>();
    long bytes = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(node.logs(id), "t.stdout.*")) {
      for (Path file : all) {
        files.add(file);
        bytes += Files.size(file);
      }
    }
    assertThat(files).hasSizeLessThanOrEqualTo(2);
    assertThat(bytes).isLessThanOrEqualTo(2 << 20);
    files.sort(null);
    assertThat(Files.readString(files.getLast())).endsWith("last\n");
  }

  @Test
  void aMillionBytesWithoutALineEndAndBinaryOnesComeThroughAsTheyAre() throws Exception {
    AllocId id =
        run(
            "batch",
            "head -c 1000000 /dev/zero | tr '\\\\0' x; "
                + "head -c 1000000 /dev/urandom | tee $NOMAD_ALLOC_DIR/data/random >&2");
    awaitEnd(id, "complete", "Terminated: Exit Code: 0");
    assertThat(Files.size(node.logs(id).resolve("t.stdout.0"))).isEqualTo(1_000_000);
    assertThat(
            Files.mismatch(
                node.logs(id).resolve("t.stderr.0"), node.logs(id).resolve("../data/random")))
        .isEqualTo(-1);
  }

  @Test
  void aTaskThatDeletesItsOwnDirectoryEndsAndIsForgotten() throws Exception {
    AllocId id =
        run(
            "batch",
            "cd /; rm -rf \"$NOMAD_ALLOC_DIR\" \"$NOMAD_TASK_DIR/..\" 2>/dev/null; exit 3");
    awaitEnd(id, "failed", "Terminated: Exit Code: 3");
    node.server.purge(id);
    await()
        .atMost(PATIENCE)
        .until(() -> !Files.exists(node.dataDir.resolve("alloc").resolve(id.value())));
  }

  @Test
  void secretsAreBoundedInMemory() throws Exception {
    AllocId id =
        run("batch", "head -c 3000000 /dev/zero >$NOMAD_SECRETS_DIR/big && exit 0; exit 28");
    awaitEnd(id, "failed", "Terminated: Exit Code: 28");
  }

  @Test
  void aTaskBeginsWithSignalsAndDescriptorsAsAProgramExpectsThem() throws Exception {
    AllocId id =
        run(
            "batch",
            "grep -E 'SigIgn|SigBlk' /proc/self/status | tr -d '\\t'; "
                + "for i in 0 1 2 3 4 5 6 7 8 9 10 11 12; do [ -e /proc/$$/fd/$i ] && echo $i; done; :");
    awaitEnd(id, "complete", "Terminated: Exit Code: 0");
    assertThat(node.read(id, "t.stdout.0"))
        .startsWith("SigBlk:0000000000000000\nSigIgn:0000000000000000\n")
        .endsWith("\n0\n1\n2\n");
  }

  @Test
  void whatHoldsATaskCannotBeTakenForIt() throws Exception {
    AllocId id = run("service", "exec sleep " + REMAINDER);
    node.awaitStatus(id, "running");
    awaitMembers(1);
    assertThat(RawExecTest.processesWith(REMAINDER)).hasSize(1);
    for (long holder : tree.members(CgroupTree.HOLDERS)) {
      assertThat(Files.readString(Path.of("/proc/" + holder + "/environ")).replace("\0", ""))
          .isEmpty();
    }
    node.server.stop(id);
    awaitEnd(id, "complete", "Killed");
  }

  @Test
  void anEnvironmentOf200KilobytesArrivesWhole() throws Exception {
    String parts = "";
    for (int i = 0; i < 20; i++) {
      parts += (i == 0 ? "" : ",") + "'PART_" + i + "':'" + "y".repeat(10_000) + "'";
    }
    AllocId id =
        node.run(
            Jobs.job(
                "batch",
                Jobs.raw(
                    "t", "env | grep -c '^PART_.*y$'", Jobs.NO_RESTARTS, "'Env':{" + parts + "}")));
    awaitEnd(id, "complete", "Terminated: Exit Code: 0");
    assertThat(node.read(id, "t.stdout.0")).isEqualTo("20\n");
  }
}
