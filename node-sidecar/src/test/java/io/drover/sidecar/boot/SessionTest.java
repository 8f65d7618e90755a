package io.drover.sidecar.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.drover.contract.ids.AllocId;
import io.drover.contract.model.Node;
import io.drover.contract.node.v1.ChangeMetadata;
import io.drover.contract.node.v1.ListFiles;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.contract.node.v1.ReadFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The session: who the node is, how it keeps in touch, what it answers. */
final class SessionTest {

  @TempDir Path directory;
  private NodeUnderTest node;

  @BeforeEach
  void start() throws Exception {
    node = new NodeUnderTest(directory);
    await().untilAsserted(() -> assertThat(node.server.hellos()).isNotEmpty());
  }

  @AfterEach
  void stop() throws Exception {
    if (node != null) {
      node.close();
    }
  }

  @Test
  void theNodeIntroducesItself() throws Exception {
    Node hello = node.server.hellos().getFirst();
    assertThat(hello.attributes())
        .containsEntry("nomad.version", "1.6.1")
        .containsEntry("driver.raw_exec", "1")
        .containsEntry("driver.mock", "true")
        .containsEntry("kernel.name", "linux")
        .containsEntry("unique.network.ip-address", "127.0.0.1")
        .containsKeys("cpu.totalcompute", "memory.totalbytes", "os.signals", "drover.version");
    assertThat(hello.drivers().get("raw_exec").healthy()).isTrue();
    assertThat(hello.nodeResources().memory().memoryMb()).isPositive();
    assertThat(hello.nodeResources().disk().diskMb()).isPositive();
    assertThat(hello.secretId()).hasSize(36);
    Path secret = node.dataDir.resolve("client/secret-id");
    assertThat(Files.readString(secret).strip()).isEqualTo(hello.secretId());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
  }

  @Test
  void heartbeatsComeAtLeastTwiceInTheirTime() {
    int before = node.server.heartbeats();
    await()
        .atMost(Duration.ofSeconds(8))
        .untilAsserted(() -> assertThat(node.server.heartbeats()).isGreaterThan(before + 2));
  }

  @Test
  void aControlPlaneThatComesBackIsFoundSoonAndToldWhatHappened() throws Exception {
    AllocId id = node.run(Jobs.job("service", Jobs.shell("t", "sleep 982")));
    node.awaitStatus(id, "running");
    node.server.confirming(false);
    node.server.stop(id);
    await().untilAsserted(() -> assertThat(node.server.batches()).hasSizeGreaterThan(1));
    node.server.fall();
    int hellos = node.server.hellos().size();
    node.server.confirming(true);
    node.server.listen();
    long back = System.nanoTime();
    await().untilAsserted(() -> assertThat(node.server.hellos()).hasSizeGreaterThan(hellos));
    assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(Duration.ofSeconds(3));
    node.awaitStatus(id, "complete");
  }

  @Test
  void aSecondProcessOnTheSameDirectoryIsRefused() throws Exception {
    Path config =
        NodeUnderTest.configFile(node.dataDir, node.server.address(), node.cgroupRoot, false);
    assertThatThrownBy(() -> Sidecar.start(ConfigFile.read(config), "test"))
        .isInstanceOf(IOException.class)
        .hasMessage("data directory " + node.dataDir + " is in use by another process");
  }

  @Test
  void aDirectoryThatCannotBeMadeIsAClearError() throws Exception {
    Path file = Files.createFile(directory.resolve("plain"));
    Path config =
        NodeUnderTest.configFile(
            file.resolve("data"), node.server.address(), node.cgroupRoot, false);
    assertThatThrownBy(() -> Sidecar.start(ConfigFile.read(config), "test"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be used");
  }

  @Test
  void logsAreReadFromEitherEndAndFollowed() throws Exception {
    AllocId id =
        node.run(
            Jobs.job(
                "service",
                Jobs.shell(
                    "t",
                    "echo one; while [ ! -e $NOMAD_ALLOC_DIR/go ]; do sleep 0.02; done;"
                        + " echo two; sleep 981")));
    node.awaitStatus(id, "running");
    await().untilAsserted(() -> assertThat(node.read(id, "t.stdout.0")).isEqualTo("one\n"));
    var whole = node.server.logs(id, "t", "stdout", 0, false, false);
    await().untilAsserted(() -> assertThat(whole.ended).isTrue());
    assertThat(whole.text.toString()).isEqualTo("one\n");
    assertThat(whole.chunks.getFirst().getFile()).isEqualTo("alloc/logs/t.stdout.0");
    assertThat(whole.chunks.getFirst().getOffset()).isEqualTo(4);
    var followed = node.server.logs(id, "t", "stdout", 2, true, true);
    await().untilAsserted(() -> assertThat(followed.text.toString()).isEqualTo("e\n"));
    Files.createFile(node.logs(id).resolveSibling("go"));
    await().untilAsserted(() -> assertThat(followed.text.toString()).isEqualTo("e\ntwo\n"));
    assertThat(followed.ended).isFalse();
    node.server.cancelLast();
  }

  @Test
  void whatCannotBeReadIsSaid() throws Exception {
    AllocId id =
        node.run(
            Jobs.job(
                "service",
                Jobs.shell("t", "sleep 980"),
                Jobs.raw(
                    "later",
                    "true",
                    Jobs.NO_RESTARTS,
                    "'Lifecycle':{'Hook':'poststop','Sidecar':false}")));
    node.awaitStatus(id, "running");
    expect(new AllocId("nope"), "t", "stdout", 404, "Unknown allocation \"nope\"");
    expect(id, "zz", "stdout", 400, "unknown task name \"zz\"");
    expect(id, "later", "stdout", 404, "task \"later\" not started yet. No logs available");
    expect(id, "t", "both", 400, "must provide log type (stdout/stderr)");
    expect(id, "", "stdout", 400, "must provide task name");
  }

  private void expect(AllocId id, String task, String type, int status, String message) {
    var answer = node.server.logs(id, task, type, 0, false, false);
    await().untilAsserted(() -> assertThat(answer.failed).isNotNull());
    assertThat(answer.failed.getStatus()).isEqualTo(status);
    assertThat(answer.failed.getMessage()).isEqualTo(message);
  }

  @Test
  void filesOfAnAllocationAreListedAndRead() throws Exception {
    AllocId id = node.run(Jobs.job("service", Jobs.shell("t", "echo one; sleep 983")));
    node.awaitStatus(id, "running");
    await().untilAsserted(() -> assertThat(node.read(id, "t.stdout.0")).isEqualTo("one\n"));
    Asked list =
        node.server.ask(
            NodeRequest.newBuilder()
                .setListFiles(ListFiles.newBuilder().setAllocId(id.value()).setPath("t")));
    assertThat(list.json()).contains("secrets", "dtrwxrwxrwx");
    Asked read =
        node.server.ask(
            NodeRequest.newBuilder()
                .setReadFile(
                    ReadFile.newBuilder().setAllocId(id.value()).setPath("alloc/logs/t.stdout.0")));
    assertThat(read.end().getStatus()).isZero();
    assertThat(read.data()).isEqualTo("one\n");
  }

  @Test
  void metadataThatChangesIsToldToTheControlPlane() {
    int before = node.server.hellos().size();
    Asked change =
        node.server.ask(
            NodeRequest.newBuilder()
                .setChangeMetadata(
                    ChangeMetadata.newBuilder()
                        .setMetaJson(ByteString.copyFromUtf8("{\"rack\":\"r9\",\"dyn\":\"1\"}"))));
    assertThat(change.json()).contains("\"Dynamic\":{\"dyn\":\"1\",\"rack\":\"r9\"}");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(node.server.hellos()).hasSizeGreaterThan(before);
              assertThat(node.server.hellos().getLast().meta())
                  .containsEntry("rack", "r9")
                  .containsEntry("dyn", "1");
            });
  }
}
