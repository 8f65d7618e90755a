package io.drover.sidecar.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.sidecar.cgroup.CgroupProbe;
import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.kernel.ExitWatch;
import io.drover.sidecar.kernel.Mounts;
import io.drover.sidecar.kernel.Poller;
import io.drover.sidecar.oci.OciIsolation;
import io.drover.sidecar.recover.DiskReserve;
import io.drover.sidecar.spawn.ExitStatus;
import io.drover.sidecar.spawn.HeldLauncher;
import io.drover.sidecar.spawn.LaunchFailed;
import io.drover.sidecar.spawn.LaunchProgram;
import io.drover.sidecar.spawn.Tools;
import io.drover.sidecar.stats.TaskSampler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Isolated tasks through the engine itself, with a real runtime: their ends, limits, commands. */
final class IsolatedLaunchTest {

  private static final String ID = "a.t.0";
  private static final Map<String, String> CHROOT =
      Map.of("/bin", "/bin", "/usr", "/usr", "/lib", "/lib", "/lib64", "/lib64", "/etc", "/etc");

  @TempDir Path directory;
  private final String root = "drover-test-" + UUID.randomUUID().toString().substring(0, 8);
  private CgroupTree tree;
  private OciIsolation isolation;
  private Poller poller;
  private ExitWatch exits;
  private LaunchProgram program;
  private HostExecutor executor;

  @BeforeEach
  void start() throws Exception {
    Assumptions.assumeTrue(
        ProcessHandle.current().info().user().orElse("").equals("root"), "containers need root");
    isolation =
        new OciIsolation(new OciIsolation.Settings("", directory.resolve("state"), root, CHROOT));
    Assumptions.assumeTrue(
        isolation.unavailable().isEmpty(), () -> isolation.unavailable().orElse(""));
    tree = CgroupProbe.probe(root).orElseThrow();
    tree.prepare();
    begin();
  }

  private void begin() throws Exception {
    poller = new Poller();
    exits = new ExitWatch(poller);
    program = LaunchProgram.install(directory.resolve("bin"));
    executor =
        new HostExecutor(
            directory.resolve("executor"),
            new HostExecutor.Parts(
                tree,
                "",
                new HeldLauncher(Tools.find(), program, poller, exits),
                poller,
                Optional.of(isolation),
                group -> new TaskSampler(tree, group, 1000),
                new DiskReserve(directory.resolve("reserve"))));
  }

  private void drop() {
    poller.close();
    exits.close();
    program.close();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    if (executor == null) {
      return;
    }
    for (Running running : executor.list()) {
      executor.shutdown(running.id(), "SIGKILL", Duration.ZERO);
    }
    for (String name : tree.names()) {
      tree.destroy(name);
    }
    assertThat(isolation.known()).isEmpty();
    assertThat(Mounts.below(directory)).isEmpty();
    tree.removeRoot();
    isolation.removeRoots();
    drop();
    try (Stream<Path> hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
      assertThat(hierarchies.map(hierarchy -> hierarchy.resolve(root)).filter(Files::exists))
          .isEmpty();
    }
  }

  private ExecCommand command(
      Limits limits, List<ExecCommand.Mount> mounts, String program, String... args)
      throws Exception {
    Path task = directory.resolve("task");
    Files.createDirectories(task.resolve("local"));
    Files.setAttribute(task.resolve("local"), "unix:mode", 0777);
    return new ExecCommand(
        program,
        List.of(args),
        limits,
        task.resolve("out"),
        task.resolve("err"),
        Map.of("PATH", "/usr/bin:/bin"),
        "nobody",
        task,
        "",
        true,
        false,
        mounts,
        List.of(),
        ExecCommand.NetworkIsolation.HOST,
        "private",
        "private",
        List.of("CAP_CHOWN"),
        true,
        CHROOT);
  }

  private ExecCommand shell(String script) throws Exception {
    return command(Limits.NONE, List.of(), "sh", "-c", script);
  }

  private static ProcessExit end(Running running) throws Exception {
    return running.exit().get(60, TimeUnit.SECONDS);
  }

  private Running untilUp(String script) throws Exception {
    Running running = executor.launch(ID, shell("touch /local/up; " + script));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(directory.resolve("task/local/up")).exists());
    return running;
  }

  @Test
  void anEndIsToldWhenNothingIsLeft() throws Exception {
    Running running = executor.launch(ID, shell("id -u; sleep 972 & exit 7"));
    assertThat(end(running).status()).isEqualTo(new ExitStatus.Exited(7));
    assertThat(directory.resolve("task/out")).hasContent("65534\n");
    assertThat(isolation.known()).isEmpty();
    assertThat(commandLinesWith("sleep 972")).isEmpty();
  }

  private static List<String> commandLinesWith(String text) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(text))
        .toList();
  }

  @Test
  void commandsRunInsideToTheirEndOrDeadline() throws Exception {
    Running running = untilUp("sleep 971");
    ExecResult done = executor.exec(ID, List.of("sh", "-c", "id -u; exit 4"), Duration.ZERO);
    assertThat(new String(done.output(), StandardCharsets.UTF_8)).isEqualTo("65534\n");
    assertThat(done.exitCode()).isEqualTo(4);
    ExecResult late =
        executor.exec(ID, List.of("sh", "-c", "sleep 970 & sleep 970"), Duration.ofMillis(500));
    assertThat(late.deadlineExceeded()).isTrue();
    assertThat(commandLinesWith("sleep 970")).isEmpty();
    executor.shutdown(ID, "SIGINT", Duration.ZERO);
    assertThat(end(running).status()).isEqualTo(new ExitStatus.Signaled(9));
  }

  @Test
  void somebodyMayTalkToACommandInside() throws Exception {
    untilUp("sleep 969");
    try (ExecSession session = executor.execStreaming(ID, List.of("sh", "-c", "cat; pwd"), false)) {
      session.write("typed\n".getBytes(StandardCharsets.UTF_8));
      session.closeInput();
      assertThat(session.stdout()).hasContent("typed\n/\n");
      assertThat(session.exit().get(60, TimeUnit.SECONDS)).isZero();
    }
    try (ExecSession session =
        executor.execStreaming(ID, List.of("sh", "-c", "tty; echo $TERM; exit 5"), true)) {
      assertThat(session.stdout()).hasContent("/dev/pts/0\r\nxterm\r\n");
      assertThat(session.exit().get(60, TimeUnit.SECONDS)).isEqualTo(5);
    }
    assertThatThrownBy(() -> executor.execStreaming(ID, List.of("/no/such"), false))
        .isInstanceOf(LaunchFailed.class)
        .hasMessage("failed to start command: fork/exec /no/such: no such file or directory");
  }

  @Test
  void aMemoryLimitHoldsAndItsBreachIsTold() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/python3")), "the test's hungry task needs python3");
    Limits limits = new Limits(100, "", 32 << 20, 0, 0);
    Running running =
        executor.launch(
            ID, command(limits, List.of(), "/usr/bin/python3", "-c", "x = 'a' * (200 << 20)"));
    ProcessExit exit = end(running);
    assertThat(exit.status()).isEqualTo(new ExitStatus.Signaled(9));
    assertThat(exit.oomKilled()).isTrue();
  }

  @Test
  void theSmallestMemoryThatAJobMayHaveIsEnoughToStart() throws Exception {
    Limits limits = new Limits(100, "", 10 << 20, 0, 0);
    Running running = executor.launch(ID, command(limits, List.of(), "sh", "-c", "exit 3"));
    assertThat(end(running).status()).isEqualTo(new ExitStatus.Exited(3));
  }

  @Test
  void whatTheRuntimeRefusesIsToldInItsWords() throws Exception {
    List<ExecCommand.Mount> mounts =
        List.of(new ExecCommand.Mount("/v", directory.resolve("missing"), false, ""));
    assertThatThrownBy(() -> executor.launch(ID, command(Limits.NONE, mounts, "true")))
        .isInstanceOf(LaunchFailed.class)
        .hasMessageContaining("missing: no such file or directory");
    assertThat(executor.list()).isEmpty();
  }

  @Test
  void aTaskOutlivesTheSidecar() throws Exception {
    untilUp("while [ ! -e /local/go ]; do sleep 0.1; done; exit 9");
    drop();
    begin();
    Running again = executor.recover(ID).orElseThrow();
    assertThat(again.exit()).isNotDone();
    Files.createFile(directory.resolve("task/local/go"));
    assertThat(end(again).status()).isEqualTo(new ExitStatus.Exited(9));
  }

  @Test
  void twentyMayStartAtOnce() throws Exception {
    ExecCommand command = shell("exit 6");
    List<Future<Running>> launches = new ArrayList<>();
    try (var starters = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        String id = "a.t." + i;
        launches.add(starters.submit(() -> executor.launch(id, command)));
      }
    }
    for (Future<Running> launch : launches) {
      assertThat(end(launch.get()).status()).isEqualTo(new ExitStatus.Exited(6));
    }
  }
}
