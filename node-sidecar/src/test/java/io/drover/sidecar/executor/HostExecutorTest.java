package io.drover.sidecar.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.kernel.Signals;
import io.drover.sidecar.spawn.ExitStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Launching, ending and finding again, with real processes in real cgroups. */
final class HostExecutorTest {

  @TempDir Path directory;
  private Engine engine;
  private HostExecutor executor;

  @BeforeEach
  void begin() throws Exception {
    engine = new Engine(directory);
    executor = engine.executor;
  }

  @AfterEach
  void end() throws Exception {
    if (engine != null) {
      engine.close();
    }
  }

  private void awaitOut(String text) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(engine.out()).isEqualTo(text));
  }

  @Test
  void theExitIsOnDiskBeforeItIsTold() throws Exception {
    Running running = executor.launch("a", engine.shell("exit 42"));
    CompletableFuture<Boolean> stored =
        running.exit().thenApply(exit -> Files.exists(directory.resolve("executor/a/exit")));
    assertThat(Engine.end(running).status()).isEqualTo(new ExitStatus.Exited(42));
    assertThat(stored.join()).isTrue();
    assertThat(engine.tree.names()).isEmpty();
    engine.diesAndComesBack();
    Running again = engine.executor.recover("a").orElseThrow();
    assertThat(again.exit().join().status()).isEqualTo(new ExitStatus.Exited(42));
    engine.executor.forget("a");
    assertThat(engine.executor.recover("a")).isEmpty();
    assertThat(directory.resolve("executor")).isEmptyDirectory();
  }

  @Test
  void theTaskHasNothingButItsThreeDescriptorsASessionAndItsGroups() throws Exception {
    Running running =
        executor.launch(
            "a",
            engine.shell(
                "ls /proc/self/fd | wc -w; cut -d' ' -f1,6 </proc/self/stat; pwd;"
                    + " grep -E 'Sig(Blk|Ign)' /proc/self/status; cat /proc/self/cgroup"));
    Engine.end(running);
    List<String> out = engine.out().lines().toList();
    // ls has its directory open beside the three.
    assertThat(out.getFirst()).isEqualTo("4");
    assertThat(out.get(1)).endsWith(" " + running.pid());
    assertThat(out.get(2)).isEqualTo(engine.taskDirectory().toString());
    assertThat(out.get(3)).matches("SigBlk:\\s0+");
    assertThat(out.get(4)).matches("SigIgn:\\s0+");
    assertThat(out).anyMatch(line -> line.endsWith("/" + engine.cgroupRoot + "/a"));
  }

  @Test
  void aBusyExecutorLeaksNoDescriptorAndLeavesNoZombie() throws Exception {
    Engine.end(executor.launch("warm", engine.command("/bin/true")));
    executor.forget("warm");
    List<ProcessHandle> others = ProcessHandle.current().children().toList();
    long before = descriptors();
    for (int i = 0; i < 200; i++) {
      Engine.end(executor.launch("p" + i, engine.command("/bin/true")));
      executor.forget("p" + i);
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(descriptors()).isLessThanOrEqualTo(before);
              assertThat(others).containsAll(ProcessHandle.current().children().toList());
            });
    assertThat(engine.tree.members(CgroupTree.HOLDERS)).isEmpty();
  }

  private static long descriptors() throws Exception {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  @Test
  void manyAreLaunchedAtOnce() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String id = "p" + i;
      ExecCommand command = engine.shell("exit " + i);
      threads.add(Thread.ofVirtual().start(() -> launch(id, command)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(executor.list()).hasSize(50);
    for (Running running : executor.list()) {
      assertThat(Engine.end(running).status())
          .isEqualTo(new ExitStatus.Exited(Integer.parseInt(running.id().substring(1))));
    }
  }

  private void launch(String id, ExecCommand command) {
    try {
      executor.launch(id, command);
    } catch (java.io.IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  @Test
  void shutdownSendsTheSignalAndWaits() throws Exception {
    Running running =
        executor.launch(
            "a", engine.shell("trap 'exit 7' HUP; echo up; while :; do sleep 0.05; done"));
    awaitOut("up\n");
    executor.shutdown("a", "SIGHUP", Duration.ofSeconds(30));
    assertThat(Engine.end(running).status()).isEqualTo(new ExitStatus.Exited(7));
    executor.shutdown("a", "", Duration.ZERO);
  }

  @Test
  void shutdownWithoutGraceKillsAtOnceWithAllChildren() throws Exception {
    Running running =
        executor.launch(
            "a",
            engine.shell(
                "trap '' INT; (setsid sh -c 'sleep 983 & sleep 983' &); echo up; sleep 983"));
    awaitOut("up\n");
    executor.shutdown("a", "", Duration.ZERO);
    assertThat(Engine.end(running).status()).isEqualTo(new ExitStatus.Signaled(9));
    assertThat(engine.tree.names()).isEmpty();
    assertThat(
            ProcessHandle.allProcesses()
                .filter(
                    process ->
                        process.info().arguments().map(List::of).orElse(List.of()).contains("983")))
        .isEmpty();
  }

  @Test
  void anUnknownSignalOrANegativeGraceKillsNothing() throws Exception {
    Running running = executor.launch("a", engine.command("/bin/sleep", "60"));
    assertThatThrownBy(() -> executor.shutdown("a", "SIGNOPE", Duration.ZERO))
        .hasMessage("error unknown signal given for shutdown: SIGNOPE");
    assertThatThrownBy(() -> executor.shutdown("a", "SIGTERM", Duration.ofMillis(-1)))
        .hasMessage("the grace period is negative: PT-0.001S");
    assertThatThrownBy(() -> executor.signal("a", 99, SignalScope.PROCESS))
        .hasMessage("unknown signal 99");
    assertThat(running.exit()).isNotDone();
  }

  @Test
  void whatNobodyLaunchedIsUnknown() throws Exception {
    assertThatThrownBy(() -> executor.signal("none", 15, SignalScope.PROCESS))
        .isInstanceOf(UnknownProcess.class)
        .hasMessage("no process was launched under the id \"none\"");
    assertThatThrownBy(() -> executor.usage("none")).isInstanceOf(UnknownProcess.class);
    assertThat(executor.recover("none")).isEmpty();
    executor.shutdown("none", "SIGTERM", Duration.ZERO);
    executor.forget("none");
  }

  @Test
  void anIdIsUsedOnceAndIsAName() throws Exception {
    executor.launch("a", engine.command("/bin/true"));
    assertThatThrownBy(() -> executor.launch("a", engine.command("/bin/true")))
        .isInstanceOf(IdInUse.class);
    for (String wrong : List.of("", ".", "..", "a/b", "holders", "-a", "a\nb", "x".repeat(201))) {
      assertThatThrownBy(() -> executor.launch(wrong, engine.command("/bin/true")))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aSignalReachesTheProcessItsGroupOrAll() throws Exception {
    // The first subshell stays in the process group; the second has left it.
    executor.launch(
        "a",
        engine.shell(
            "trap 'echo main' USR1; sh -c 'trap \"echo group\" USR1; echo up; while :; do sleep"
                + " 0.05; done' & setsid sh -c 'trap \"echo all\" USR1; echo up; while :; do sleep"
                + " 0.05; done' & while :; do sleep 0.05; done"));
    awaitOut("up\nup\n");
    executor.signal("a", Signals.number("SIGUSR1"), SignalScope.PROCESS);
    awaitOut("up\nup\nmain\n");
    executor.signal("a", Signals.number("SIGUSR1"), SignalScope.GROUP);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(engine.out().lines().filter("group"::equals)).hasSizeGreaterThan(0));
    assertThat(engine.out()).doesNotContain("all");
    executor.signal("a", Signals.number("SIGUSR1"), SignalScope.CGROUP);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(engine.out()).contains("all"));
  }

  @Test
  void anEndedProcessTakesNoSignalAndNoLimits() throws Exception {
    Engine.end(executor.launch("a", engine.command("/bin/true")));
    assertThatThrownBy(() -> executor.signal("a", 15, SignalScope.PROCESS))
        .hasMessage("Task not running");
    assertThatThrownBy(() -> executor.update("a", Limits.shares(50)))
        .hasMessage("Task not running");
    assertThat(executor.usage("a")).isEmpty();
  }

  @Test
  void limitsOfALiveProcessAreChanged() throws Exception {
    executor.launch("a", engine.command("/bin/sleep", "60"));
    Limits wanted = new Limits(300, "", 64 << 20, 0, 0);
    // raw: of the limits the shares are taken alone
    assertThat(executor.update("a", wanted)).isEqualTo(Limits.shares(300));
    assertThat(executor.usage("a").orElseThrow().pids()).hasSize(1);
  }

  @Test
  void aProcessThatIsLaunchedCannotBeForgotten() throws Exception {
    executor.launch("a", engine.command("/bin/sleep", "60"));
    assertThatThrownBy(() -> executor.forget("a")).hasMessage("the process a has not ended");
    assertThat(executor.list()).extracting(Running::id).containsExactly("a");
  }

  @Test
  void whatIsLeftOverIsSweptAndWhatIsWantedIsNot() throws Exception {
    executor.launch("wanted", engine.command("/bin/sleep", "60"));
    Running unwanted = executor.launch("unwanted", engine.command("/bin/sleep", "60"));
    engine.diesAndComesBack();
    engine.executor.sweep(java.util.Set.of("wanted"));
    assertThat(engine.tree.names()).containsExactly("wanted");
    assertThat(engine.executor.ids()).containsExactly("wanted");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ProcessHandle.of(unwanted.pid()).map(p -> !p.isAlive()).orElse(true));
    assertThat(engine.executor.recover("wanted").orElseThrow().exit()).isNotDone();
    assertThat(engine.tree.members(CgroupTree.HOLDERS))
        .containsExactlyElementsOf(engine.executor.holders());
  }
}
