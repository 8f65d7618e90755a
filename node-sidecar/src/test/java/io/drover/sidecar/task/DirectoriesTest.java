package io.drover.sidecar.task;

import static io.drover.sidecar.task.TestNode.PATIENCE;
import static io.drover.sidecar.task.TestNode.mock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.ClientStatus;
import io.drover.sidecar.kernel.Mounts;
import io.drover.sidecar.recover.NodeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories of allocations and tasks with the modes and owners that Nomad 1.6.1 gives them. */
final class DirectoriesTest {

  private static final int NOBODY = 65534;

  @TempDir Path directory;

  @BeforeEach
  void needsRoot() {
    Assumptions.assumeTrue(
        ProcessHandle.current().info().user().orElse("").equals("root"),
        "owners and mounts need root");
  }

  private static void is(Path path, int mode, int owner) throws IOException {
    assertThat(path).isDirectory();
    assertThat((Integer) Files.getAttribute(path, "unix:mode") & 07777)
        .as("mode of %s", path)
        .isEqualTo(mode);
    assertThat(Files.getAttribute(path, "unix:uid")).as("owner of %s", path).isEqualTo(owner);
    assertThat(Files.getAttribute(path, "unix:gid")).as("group of %s", path).isEqualTo(owner);
  }

  @Test
  void modesAndOwnersAreNomads() throws Exception {
    AllocId id = new AllocId("11111111-2222-3333-4444-555555555555");
    AllocDir built = new AllocDir(directory, id, true);
    built.build();
    built.buildTask("main", false);
    built.buildTask("ex", true);
    Path root = directory.resolve(id.value());
    try {
      is(root, 0755, 0);
      for (String name : List.of("alloc", "alloc/logs", "alloc/tmp", "alloc/data", "main")) {
        is(root.resolve(name), 0777, NOBODY);
      }
      is(root.resolve("ex"), 0777, 0);
      for (String task : List.of("main", "ex")) {
        is(root.resolve(task).resolve("local"), 0777, NOBODY);
        is(root.resolve(task).resolve("secrets"), 0777, NOBODY);
        is(root.resolve(task).resolve("private"), 0777, NOBODY);
        is(root.resolve(task).resolve("tmp"), 01777, NOBODY);
        assertThat(root.resolve(task).resolve("secrets/.nomad-mount")).isEmptyFile();
      }
      assertThat(Mounts.below(root)).hasSize(4);
    } finally {
      built.destroy();
    }
    assertThat(Mounts.below(root)).isEmpty();
    assertThat(root).doesNotExist();
  }

  @Test
  void secretsGoWithTheirTask() throws Exception {
    try (TestNode node = new TestNode(directory)) {
      AllocId id = node.run(TestNode.job("batch", mock("t", "{\"run_for\":\"1ms\"}", "")));
      node.awaitStatus(id, ClientStatus.COMPLETE);
      await().atMost(PATIENCE).until(() -> Mounts.below(node.directory(id)).isEmpty());
      assertThat(node.directory(id).resolve("t/local")).isDirectory();
    }
  }

  @Test
  void secretsThatAKilledSidecarLeftGoAtItsNextStart() throws Exception {
    TestNode first = new TestNode(directory);
    AllocId id =
        first.run(
            TestNode.job(
                "batch",
                mock("ended", "{\"run_for\":\"1ms\"}", ""),
                mock("runs", "{\"run_for\":\"1h\"}", "")));
    await().atMost(PATIENCE).until(() -> first.allocations.complete(id.value(), "ended"));
    await().atMost(PATIENCE).until(() -> first.state(id, "runs").startedAt() != null);
    first.crash();
    // As if it had died between the record of the task's end and its clearing up.
    Mounts.tmpfs(first.directory(id).resolve("ended/secrets"), "size=1m");
    assertThat(Mounts.below(first.directory(id))).hasSize(3);
    try (TestNode second = new TestNode(directory)) {
      List<NodeStore.Stored> stored = second.store.load();
      assertThat(stored).hasSize(1);
      second.allocations.restore(stored);
      await().atMost(PATIENCE).until(() -> Mounts.below(second.directory(id)).size() == 2);
      assertThat(Mounts.below(second.directory(id)))
          .allMatch(mount -> mount.startsWith(second.directory(id).resolve("runs")));
      second.allocations.change(List.of(), List.of(id));
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(second.directory(id)).doesNotExist());
    }
  }

  @Test
  void outputThatIsNotWantedIsNotCollected() throws Exception {
    try (TestNode node = new TestNode(directory)) {
      AllocId id =
          node.run(
              TestNode.job(
                  "batch",
                  mock(
                      "t",
                      "{\"run_for\":\"50ms\",\"stdout_string\":\"x\"}",
                      "\"LogConfig\":{\"MaxFiles\":1,\"MaxFileSizeMB\":1,\"Disabled\":true}")));
      node.awaitStatus(id, ClientStatus.COMPLETE);
      await().atMost(PATIENCE).until(() -> node.allocations.complete(id.value(), "t"));
      assertThat(node.directory(id).resolve("alloc/logs")).isEmptyDirectory();
    }
  }
}
