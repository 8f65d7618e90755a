package io.drover.sidecar.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.sidecar.spawn.LaunchFailed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands inside a task that runs on the host. */
final class ExecTest {

  @TempDir Path directory;
  private Engine engine;
  private HostExecutor executor;
  private Running task;

  @BeforeEach
  void begin() throws Exception {
    engine = new Engine(directory);
    executor = engine.executor;
    task =
        executor.launch(
            "t",
            engine.command(
                Map.of("PATH", "/usr/bin:/bin", "MINE", "yes", "a-b", "odd"),
                "",
                "/bin/sleep",
                "600"));
  }

  @AfterEach
  void end() throws Exception {
    if (engine != null) {
      engine.close();
    }
  }

  private ExecSession shell(String script, boolean tty) throws IOException {
    return executor.execStreaming("t", List.of("/bin/sh", "-c", script), tty);
  }

  private static int exit(ExecSession session) throws Exception {
    return session.exit().get(60, TimeUnit.SECONDS);
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void nothingIsLeft() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(engine.tree.subs("t")).isEmpty();
              assertThat(engine.tree.members("t")).containsExactly(task.pid());
            });
  }

  @Test
  void itRunsInTheTasksGroupsAndEnvironmentAtTheRoot() throws Exception {
    try (ExecSession session =
        shell("echo $MINE $HOME; pwd; cat /proc/self/cgroup; echo err >&2; exit 3", false)) {
      assertThat(exit(session)).isEqualTo(3);
      List<String> out = text(session.stdout()).lines().toList();
      assertThat(out.subList(0, 2)).containsExactly("yes", "/");
      assertThat(out).anyMatch(line -> line.contains("/" + engine.cgroupRoot + "/t/exec-"));
      assertThat(text(session.stderr())).isEqualTo("err\n");
    }
    try (ExecSession session = executor.execStreaming("t", List.of("env"), false)) {
      assertThat(text(session.stdout()).lines())
          .containsExactlyInAnyOrder("PATH=/usr/bin:/bin", "MINE=yes", "a-b=odd");
    }
    nothingIsLeft();
  }

  @Test
  void theExitCodeComesWhileInputIsOpen() throws Exception {
    try (ExecSession session = executor.execStreaming("t", List.of("true"), false)) {
      assertThat(exit(session)).isZero();
      session.write(bytes("nobody reads this"));
    }
    try (ExecSession session = shell("kill -9 $$", false)) {
      assertThat(exit(session)).isEqualTo(137);
    }
  }

  @Test
  void inputGoesInAndItsEndIsPassedOn() throws Exception {
    try (ExecSession session = executor.execStreaming("t", List.of("cat"), false)) {
      session.write(bytes("abc\n"));
      byte[] some = new byte[100];
      assertThat(session.stdout().read(some)).isEqualTo(4);
      session.write(bytes("def"));
      session.closeInput();
      assertThat(text(session.stdout())).isEqualTo("def");
      assertThat(exit(session)).isZero();
    }
  }

  @Test
  void aTerminalIsATerminal() throws Exception {
    try (ExecSession session =
        shell(
            "test -t 0 && test -t 1 && test -t 2 && echo $TERM; stty size; read x; stty size;"
                + " echo got $x >/dev/tty; exit 5",
            true)) {
      StringBuilder told = new StringBuilder();
      InputStream out = session.stdout();
      readUntil(out, told, "0 0");
      session.resize(40, 100);
      session.write(bytes("it\n"));
      readUntil(out, told, "got it");
      assertThat(told.toString()).contains("xterm\r\n", "40 100\r\n");
      assertThat(exit(session)).isEqualTo(5);
      assertThat(text(session.stderr())).isEmpty();
    }
    nothingIsLeft();
  }

  private static void readUntil(InputStream out, StringBuilder told, String wanted)
      throws IOException {
    byte[] some = new byte[1000];
    while (told.indexOf(wanted) < 0) {
      int count = out.read(some);
      assertThat(count).as(() -> "the end, after " + told).isPositive();
      told.append(new String(some, 0, count, StandardCharsets.UTF_8));
    }
  }

  @Test
  void theEndOfATerminalsInputIsPassedOn() throws Exception {
    try (ExecSession session = executor.execStreaming("t", List.of("cat"), true)) {
      session.write(bytes("abc\n"));
      readUntil(session.stdout(), new StringBuilder(), "abc\r\nabc\r\n");
      session.closeInput();
      assertThat(exit(session)).isZero();
    }
  }

  @Test
  void aFailedStartIsAnErrorAtOnce() throws Exception {
    for (boolean tty : new boolean[] {false, true}) {
      assertThatThrownBy(() -> executor.execStreaming("t", List.of("/no/such"), tty))
          .isInstanceOf(LaunchFailed.class)
          .hasMessage("failed to start command: fork/exec /no/such: no such file or directory");
      assertThatThrownBy(() -> executor.execStreaming("t", List.of("no-such"), tty))
          .hasMessage(
              "failed to start command: exec: \"no-such\": executable file not found in $PATH");
      assertThatThrownBy(() -> executor.execStreaming("t", List.of("/etc/passwd"), tty))
          .hasMessage("failed to start command: fork/exec /etc/passwd: permission denied");
      assertThatThrownBy(() -> executor.execStreaming("t", List.of(), tty))
          .hasMessage("command is required");
    }
    nothingIsLeft();
  }

  @Test
  void whenTheCallerGoesEverythingEnds() throws Exception {
    ExecSession session =
        shell("(setsid sleep 982 &); trap '' HUP INT TERM; echo up; sleep 982", false);
    assertThat(session.stdout().read()).isEqualTo('u');
    CompletableFuture<String> reader = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                reader.complete(text(session.stderr()));
              } catch (IOException failure) {
                reader.completeExceptionally(failure);
              }
            });
    session.close();
    assertThat(exit(session)).isEqualTo(137);
    assertThat(reader.get(60, TimeUnit.SECONDS)).isEmpty();
    nothingIsLeft();
  }

  @Test
  void whatACommandLeavesRunningEndsWithIt() throws Exception {
    try (ExecSession session = shell("sleep 981 & echo done", false)) {
      assertThat(exit(session)).isZero();
      assertThat(text(session.stdout())).isEqualTo("done\n");
    }
    nothingIsLeft();
  }

  @Test
  void whoDoesNotReadHoldsTheOtherBack() throws Exception {
    try (ExecSession session = executor.execStreaming("t", List.of("yes"), false)) {
      Thread writer = Thread.ofVirtual().start(() -> fill(session));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  writer.getState() == Thread.State.WAITING
                      || writer.getState() == Thread.State.TIMED_WAITING);
      assertThat(session.exit()).isNotDone();
      session.close();
      writer.join();
    }
    nothingIsLeft();
  }

  private static void fill(ExecSession session) {
    try {
      session.write(new byte[1 << 20]);
    } catch (IOException gone) {
      assertThat(gone).hasMessageContaining("broken pipe");
    }
  }

  @Test
  void muchOutputComesWhole() throws Exception {
    try (ExecSession session = shell("head -c 5000000 /dev/zero", false)) {
      assertThat(session.stdout().readAllBytes()).hasSize(5_000_000);
      assertThat(exit(session)).isZero();
    }
  }

  @Test
  void aHundredAtOnce() throws Exception {
    List<ExecSession> sessions = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        sessions.add(executor.execStreaming("t", List.of("cat"), i % 2 == 1));
      }
      List<CompletableFuture<String>> readers = new ArrayList<>();
      for (ExecSession session : sessions) {
        CompletableFuture<String> reader = new CompletableFuture<>();
        readers.add(reader);
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    reader.complete(text(session.stdout()));
                  } catch (IOException failure) {
                    reader.completeExceptionally(failure);
                  }
                });
      }
      for (int i = 0; i < 100; i++) {
        sessions.get(i).write(bytes("number " + i + "\n"));
        sessions.get(i).closeInput();
      }
      for (int i = 0; i < 100; i++) {
        assertThat(exit(sessions.get(i))).isZero();
        assertThat(readers.get(i).get(60, TimeUnit.SECONDS)).contains("number " + i);
      }
    } finally {
      sessions.forEach(ExecSession::close);
    }
    nothingIsLeft();
  }

  @Test
  void aScriptsOutputIsTheLastOfBothStreams() throws Exception {
    ExecResult result =
        executor.exec(
            "t",
            List.of(
                "/bin/sh", "-c", "pwd; head -c 10000 /dev/zero | tr '\\0' x; echo end >&2; exit 4"),
            Duration.ZERO);
    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.deadlineExceeded()).isFalse();
    assertThat(result.output()).hasSize(4096);
    assertThat(new String(result.output(), StandardCharsets.UTF_8)).endsWith("xxend\n");
    assertThat(executor.exec("t", List.of("pwd"), Duration.ZERO).output())
        .isEqualTo(bytes(engine.taskDirectory() + "\n"));
  }

  @Test
  void aScriptIsEndedAtItsDeadlineWithAllItsChildren() throws Exception {
    ExecResult result =
        executor.exec(
            "t",
            List.of("/bin/sh", "-c", "echo begun; (setsid sleep 980 &); sleep 980"),
            Duration.ofMillis(500));
    assertThat(result.deadlineExceeded()).isTrue();
    assertThat(result.exitCode()).isEqualTo(137);
    assertThat(new String(result.output(), StandardCharsets.UTF_8)).isEqualTo("begun\n");
    nothingIsLeft();
    assertThatThrownBy(() -> executor.exec("t", List.of("true"), Duration.ofMillis(-5)))
        .hasMessage("the deadline is negative: PT-0.005S");
  }

  @Test
  void aDeadTaskRunsNothing() throws Exception {
    executor.shutdown("t", "", Duration.ZERO);
    assertThatThrownBy(() -> shell("true", false)).hasMessage("Task not running");
    assertThatThrownBy(() -> executor.exec("t", List.of("true"), Duration.ZERO))
        .hasMessage("Task not running");
    assertThatThrownBy(() -> executor.execStreaming("none", List.of("true"), false))
        .isInstanceOf(UnknownProcess.class);
    assertThat(engine.tree.names()).isEmpty();
  }

  @Test
  void theEndOfTheTaskEndsItsCommands() throws Exception {
    try (ExecSession session = shell("echo up; sleep 979", false)) {
      assertThat(session.stdout().read()).isEqualTo('u');
      executor.shutdown("t", "", Duration.ZERO);
      assertThat(exit(session)).isEqualTo(137);
    }
  }

  @Test
  void whatAnEarlierLifeLeftIsEnded() throws Exception {
    shell("sleep 978", false);
    assertThat(engine.tree.subs("t")).hasSize(1);
    engine.diesAndComesBack();
    assertThat(engine.executor.recover("t").orElseThrow().exit()).isNotDone();
    nothingIsLeft();
  }

  @Test
  void theTasksUserIsTheCommandsToo() throws Exception {
    java.nio.file.Files.setAttribute(directory, "unix:mode", 0755);
    java.nio.file.Files.setAttribute(engine.taskDirectory(), "unix:mode", 0777);
    executor.launch(
        "u", engine.command(Map.of("PATH", "/bin:/usr/bin"), "nobody", "/bin/sleep", "60"));
    try (ExecSession session =
        executor.execStreaming("u", List.of("sh", "-c", "id -un; stat -c %U $(tty)"), true)) {
      assertThat(text(session.stdout())).isEqualTo("nobody\r\nnobody\r\n");
    }
  }
}
