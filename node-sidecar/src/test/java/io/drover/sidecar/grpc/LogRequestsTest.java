package io.drover.sidecar.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.LogConfig;
import io.drover.sidecar.boot.FakeControlPlane;
import io.drover.sidecar.logs.LogCollector;
import io.drover.sidecar.logs.LogFiles;
import io.drover.sidecar.task.Allocations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output of tasks over a real connection: when it ends. */
final class LogRequestsTest {

  private static final AllocId ALLOC = new AllocId("a");

  @TempDir Path directory;
  private Path logs;
  private FakeTasks tasks;
  private LogCollector collector;
  private RequestLoop loop;

  @BeforeEach
  void start() throws Exception {
    Path root = Files.createDirectory(directory.resolve("a"));
    logs = Files.createDirectories(root.resolve("alloc/logs"));
    collector = new LogCollector(directory.resolve("spool"));
    tasks =
        new FakeTasks(
            root,
            () -> {
              throw new AssertionError("nothing is run here");
            });
    loop =
        new RequestLoop(
            tasks.sources(),
            collector,
            (alloc, task, type) ->
                new Allocations.LogPlace.Found(new LogFiles(logs, task + "." + type)));
  }

  @AfterEach
  void stop() throws Exception {
    loop.close();
    collector.close();
  }

  private static void within(org.awaitility.core.ThrowingRunnable shown) {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(shown);
  }

  @Test
  void oneWhoFollowsIsDoneWhenTheTaskIs() throws Exception {
    var output = collector.open("a", "t", logs, null);
    FakeControlPlane.LogAnswer followed = loop.server.logs(ALLOC, "t", "stdout", 0, false, true);
    Files.writeString(output.stdout().spool(), "one\n", StandardOpenOption.APPEND);
    within(() -> assertThat(followed.text.toString()).isEqualTo("one\n"));
    assertThat(followed.ended).isFalse();
    Files.writeString(output.stdout().spool(), "last\n", StandardOpenOption.APPEND);
    collector.finish(output);
    tasks.ended.add("t");
    within(() -> assertThat(followed.ended).isTrue());
    assertThat(followed.text.toString()).isEqualTo("one\nlast\n");
  }

  @Test
  void oneWhoDoesNotFollowIsDoneThoughTheTaskNeverPauses() throws Exception {
    var output = collector.open("a", "t", logs, new LogConfig(100, 10, false));
    Process flooding =
        new ProcessBuilder("sh", "-c", "exec yes >> " + output.stdout().spool()).start();
    try {
      within(() -> assertThat(logs.resolve("t.stdout.0")).isNotEmptyFile());
      FakeControlPlane.LogAnswer now = loop.server.logs(ALLOC, "t", "stdout", 0, false, false);
      within(() -> assertThat(now.ended).isTrue());
      assertThat(now.text.toString()).startsWith("y\ny\n");
    } finally {
      flooding.destroyForcibly().waitFor();
    }
  }

  @Test
  void aDirectoryThatWasCollectedIsSaid() throws Exception {
    Files.delete(logs);
    FakeControlPlane.LogAnswer answer = loop.server.logs(ALLOC, "t", "stdout", 0, false, false);
    within(() -> assertThat(answer.failed).isNotNull());
    assertThat(answer.failed.getStatus()).isEqualTo(500);
    assertThat(answer.failed.getMessage())
        .isEqualTo("failed to list entries: open " + logs + ": no such file or directory");
  }
}
