package io.drover.sidecar.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.node.v1.ExecInTask;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.sidecar.boot.Asked;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in tasks, tied to transfers over a real connection. */
final class ExecRequestsTest {

  @TempDir Path directory;
  private final List<ProcessSession> sessions = new CopyOnWriteArrayList<>();
  private volatile String script = "true";
  private FakeTasks tasks;
  private RequestLoop loop;

  @BeforeEach
  void start() throws Exception {
    tasks =
        new FakeTasks(
            Files.createDirectory(directory.resolve("a")),
            () -> {
              ProcessSession session = new ProcessSession(script);
              sessions.add(session);
              return session;
            });
    loop = new RequestLoop(tasks.sources());
  }

  @AfterEach
  void stop() throws Exception {
    loop.close();
    sessions.forEach(ProcessSession::close);
  }

  private static NodeRequest.Builder request(String task, boolean tty) {
    return NodeRequest.newBuilder()
        .setExecInTask(
            ExecInTask.newBuilder().setAllocId("a").setTask(task).addCommand("x").setTty(tty));
  }

  private Asked exec(String runs) {
    script = runs;
    return loop.server.ask(request("main", false));
  }

  private static void within(org.awaitility.core.ThrowingRunnable shown) {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(shown);
  }

  @Test
  void bothOutputsAndTheExitCodeArrive() {
    Asked asked = exec("echo out; echo err >&2; exit 3");
    assertThat(asked.end().getExitCode()).isEqualTo(3);
    assertThat(asked.end().getExited()).isTrue();
    assertThat(asked.stdout()).isEqualTo("out\n");
    assertThat(asked.stderr()).isEqualTo("err\n");
    assertThat(asked.messages()).anyMatch(m -> m.getStdoutClosed());
    assertThat(asked.messages()).anyMatch(m -> m.getStderrClosed());
    assertThat(tasks.done).containsExactly("exec main [x] false");
  }

  @Test
  void inputGoesInUntilItIsClosed() {
    Asked asked = exec("cat");
    asked.input("abc\n");
    within(() -> assertThat(asked.stdout()).isEqualTo("abc\n"));
    asked.input("def");
    within(() -> assertThat(asked.stdout()).isEqualTo("abc\ndef"));
    asked.closeInput();
    assertThat(asked.end().getExitCode()).isZero();
  }

  @Test
  void aTerminalHasASizeAndNoErrors() {
    script = "cat";
    Asked asked = loop.server.ask(request("main", true));
    asked.resize(40, 100);
    asked.closeInput();
    asked.end();
    assertThat(sessions.getFirst().sizes).containsExactly("40x100");
    assertThat(asked.messages()).noneMatch(m -> m.getStderrClosed());
    assertThat(tasks.done).containsExactly("exec main [x] true");
  }

  @Test
  void inputForACommandThatReadsNoneIsHeldBack() {
    Asked asked = exec("exec sleep 600");
    String block = "x".repeat(64 << 10);
    asked.awaitBegin();
    int sent = 0;
    while (asked.inputTaken() && sent++ < 1000) {
      asked.input(block);
    }
    // A pipe, a message and the window of one connection, of 64 MB that the sender would give.
    assertThat(sent).isLessThan(50);
    int before = loop.server.heartbeats();
    loop.beat();
    within(() -> assertThat(loop.server.heartbeats()).isGreaterThan(before));
    assertThat(exec("echo still here").end().getExitCode()).isZero();
    asked.cancel();
    within(() -> assertThat(sessions.getFirst().alive()).isFalse());
  }

  @Test
  void outputThatNobodyReadsHoldsTheCommandBack() {
    script = "yes";
    Asked asked = loop.server.ask(request("main", false), false).awaitBegin();
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    long before = runtime.totalMemory() - runtime.freeMemory();
    assertThat(exec("echo still here").end().getExitCode()).isZero();
    asked.read(100);
    within(() -> assertThat(asked.stdoutBytes()).isGreaterThan(100 * 1024));
    System.gc();
    assertThat(runtime.totalMemory() - runtime.freeMemory() - before).isLessThan(32L << 20);
    assertThat(sessions.getFirst().alive()).isTrue();
    loop.server.cancel(asked);
    asked.awaitCut();
    within(() -> assertThat(sessions.getFirst().alive()).isFalse());
  }

  @Test
  void allOutputArrivesHoweverMuchItIs() {
    Asked asked = exec("head -c 20000000 /dev/zero; exit 7");
    assertThat(asked.end().getExitCode()).isEqualTo(7);
    assertThat(asked.stdoutBytes()).isEqualTo(20_000_000);
  }

  @Test
  void aChildInTheBackgroundDoesNotHoldTheEnd() {
    Asked asked = exec("sleep 600 & echo done; exit 5");
    assertThat(asked.end().getExitCode()).isEqualTo(5);
    assertThat(asked.stdout()).isEqualTo("done\n");
    Asked chatty = exec("(while :; do echo x; sleep 0.1; done) & exit 6");
    assertThat(chatty.end().getExitCode()).isEqualTo(6);
    Asked flooding = exec("yes & exit 8");
    assertThat(flooding.end().getExitCode()).isEqualTo(8);
  }

  @Test
  void theCommandEndsWithTheTransferTheRequestAndTheSession() {
    exec("exec sleep 600").awaitBegin().cancel();
    within(() -> assertThat(sessions.getFirst().alive()).isFalse());
    Asked cancelled = exec("exec sleep 600").awaitBegin();
    loop.server.cancel(cancelled);
    cancelled.awaitCut();
    within(() -> assertThat(sessions.get(1).alive()).isFalse());
    exec("exec sleep 600").awaitBegin();
    loop.endSession();
    within(() -> assertThat(sessions.get(2).alive()).isFalse());
  }

  @Test
  void whatCannotBeRunIsRefusedBeforeAnythingIsMoved() {
    Asked dead = loop.server.ask(request("dead", false));
    assertThat(dead.failure().getStatus()).isEqualTo(400);
    assertThat(dead.failure().getMessage()).isEqualTo("task \"dead\" is not running.");
    Asked nothing =
        loop.server.ask(
            NodeRequest.newBuilder()
                .setExecInTask(ExecInTask.newBuilder().setAllocId("a").setTask("main")));
    assertThat(nothing.failure().getMessage()).isEqualTo("must provide a command");
  }

  @Test
  void aHundredAtOnceDoNotMixAndTheBoundIsClear() {
    script = "cat";
    List<Asked> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(loop.server.ask(request("main", false)));
    }
    for (int i = 0; i < 100; i++) {
      all.get(i).input("input of " + i);
    }
    for (int i = 0; i < 100; i++) {
      int number = i;
      within(() -> assertThat(all.get(number).stdout()).isEqualTo("input of " + number));
    }
    script = "exec sleep 600";
    for (int i = 100; i < NodeRequests.TRANSFERS_MAX; i++) {
      all.add(loop.server.ask(request("main", false)).awaitBegin());
    }
    Asked tooMuch = loop.server.ask(request("main", false));
    assertThat(tooMuch.failure().getStatus()).isEqualTo(429);
    all.subList(0, 100).forEach(Asked::closeInput);
    for (int i = 0; i < 100; i++) {
      assertThat(all.get(i).end().getExitCode()).isZero();
    }
  }
}
