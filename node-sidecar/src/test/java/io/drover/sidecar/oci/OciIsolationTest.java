package io.drover.sidecar.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.spawn.LaunchFailed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs in a container of a real runtime, how it ends, and what is left of it. */
final class OciIsolationTest {

  @TempDir Path directory;
  private Trial trial;

  @BeforeEach
  void start() throws Exception {
    trial = new Trial(directory);
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    if (trial != null) {
      trial.close();
    }
  }

  @Test
  void aShellSeesTheTasksDirectoryAsItsRoot() throws Exception {
    Trial.Task task = trial.task("a.t.0", "sh", "-c", "pwd; ls /; cat /local/f; echo x >/local/g");
    Files.writeString(task.directory.resolve("local/f"), "content\n");
    assertThat(task.run()).as(task::told).isZero();
    assertThat(task.out().lines())
        .startsWith("/")
        .contains("local", "secrets", "tmp", "alloc", "bin", "etc", "usr", "dev", "proc", "sys")
        .doesNotContain("root", "home", "var")
        .endsWith("content");
    assertThat(task.directory.resolve("local/g")).hasContent("x\n");
  }

  @Test
  void exitCodesAndSignalsReachTheHolder() throws Exception {
    assertThat(trial.task("a.t.0", "sh", "-c", "exit 7").run()).isEqualTo(7);
    Trial.Task signalled = trial.task("a.t.1", "sh", "-c", "sh -c 'kill -9 $$'; exit $?");
    assertThat(signalled.run()).isEqualTo(137);
  }

  @Test
  void programsOfEveryKindRun() throws Exception {
    assertThat(trial.task("a.py.0", "/usr/bin/python3", "-c", "exit(3)").run()).isEqualTo(3);
    Trial.Task own = trial.task("a.own.0", "own.sh");
    Files.writeString(own.directory.resolve("local/own.sh"), "#!/bin/sh\nexit 4\n");
    assertThat(own.run()).as(own::told).isEqualTo(4);
    Trial.Task fixed = trial.task("a.static.0", "fixed");
    // A program of its own: no interpreter, no library, exit(5).
    Files.write(fixed.directory.resolve("fixed"), StaticProgram.exiting(5));
    assertThat(fixed.run()).as(fixed::told).isEqualTo(5);
  }

  @Test
  void aProgramThatIsNotThereIsNamed() throws Exception {
    Trial.Task task = trial.task("a.t.0", "/no/such/binary");
    assertThatThrownBy(task::run)
        .isInstanceOf(LaunchFailed.class)
        .hasMessage("file /no/such/binary not found under path " + task.directory);
    task.command = List.of("nosuch");
    assertThatThrownBy(task::run).hasMessage("file nosuch not found under path " + task.directory);
    task.user = "no-such-user";
    task.command = List.of("sh");
    assertThatThrownBy(task::run)
        .hasMessage("failed to identify user no-such-user: user: unknown user no-such-user");
  }

  @Test
  void aLaunchThatTheRuntimeRefusesIsExplained() throws Exception {
    Trial.Task task = trial.task("a.t.0", "true");
    task.mounts.add(new ExecCommand.Mount("/v", directory.resolve("missing"), false, ""));
    assertThat(task.run()).isEqualTo(250);
    assertThat(trial.isolation.failure(task.bundle()).orElseThrow())
        .contains("missing", "no such file or directory");
  }

  @Test
  void theEnvironmentIsWhatWasGiven() throws Exception {
    Trial.Task task = trial.task("a.t.0", "/usr/bin/env");
    task.environment.putAll(Map.of("A", "1", "with-dash", "2"));
    assertThat(task.run()).isZero();
    assertThat(task.out().lines())
        .contains("A=1", "with-dash=2", "PATH=/usr/bin:/bin")
        .allMatch(line -> line.matches("(A|with-dash|PATH|HOME)=.*"));
  }

  @Test
  void theUserHasItsGroups() throws Exception {
    Trial.Task task = trial.task("a.t.0", "id");
    assertThat(task.run()).isZero();
    assertThat(task.out()).contains("uid=65534(nobody) gid=65534").doesNotContain("(root)");
    Trial.Task root = trial.task("a.t.1", "id", "-u");
    root.user = "root";
    assertThat(root.run()).isZero();
    assertThat(root.out()).isEqualTo("0\n");
  }

  @Test
  void theTaskIsInItsOwnGroupEverywhere() throws Exception {
    assertThat(trial.shell("a.t.0", "cut -d: -f3 /proc/self/cgroup").lines())
        .allMatch(path -> path.startsWith("/" + trial.cgroupRoot + "/a.t.0"));
  }

  @Test
  void volumesAreMountedAsTheyWereAskedFor() throws Exception {
    Path volume = Files.createDirectories(directory.resolve("volume"));
    Files.setAttribute(volume, "unix:mode", 0777);
    Files.writeString(volume.resolve("f"), "kept");
    Trial.Task task =
        trial.task(
            "a.t.0",
            "sh",
            "-c",
            "echo new >/rw/made; cat /ro/f; echo no >/ro/f || echo refused; ls /slave");
    task.mounts.add(new ExecCommand.Mount("/ro", volume, true, "private"));
    task.mounts.add(new ExecCommand.Mount("/rw", volume, false, ""));
    task.mounts.add(new ExecCommand.Mount("/slave", volume, false, "host-to-task"));
    assertThat(task.run()).as(task::told).isZero();
    assertThat(task.out()).isEqualTo("keptrefused\nf\nmade\n");
    assertThat(volume.resolve("f")).hasContent("kept");
    assertThat(volume.resolve("made")).hasContent("new\n");
  }

  @Test
  void anUnknownPropagationIsRefused() throws Exception {
    Trial.Task task = trial.task("a.t.0", "true");
    task.mounts.add(new ExecCommand.Mount("/v", directory, true, "sideways"));
    assertThatThrownBy(task::run)
        .hasMessage(
            "mount /v: propagation_mode \"sideways\" is none of private, host-to-task,"
                + " bidirectional");
  }

  @Test
  void commandsInsideATaskShareWhatItIs() throws Exception {
    Trial.Task task = trial.task("a.t.0", "sh", "-c", "touch /local/up; sleep 977");
    task.environment.put("MINE", "yes");
    task.start();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(task.directory.resolve("local/up")).exists());
    assertThat(task.exec("sh", "-c", "echo $MINE $(id -u) $(pwd); exit 9"))
        .isEqualTo("9 yes 65534 /");
    assertThat(task.exec("cat", "/proc/1/cmdline")).contains("sleep 977");
    assertThatThrownBy(() -> task.exec("/no/such"))
        .isInstanceOf(LaunchFailed.class)
        .hasMessage("failed to start command: fork/exec /no/such: no such file or directory");
    assertThatThrownBy(() -> task.exec("nosuch"))
        .hasMessage(
            "failed to start command: exec: \"nosuch\": executable file not found in $PATH");
    assertThatThrownBy(() -> task.exec("/etc/passwd"))
        .hasMessage("failed to start command: fork/exec /etc/passwd: permission denied");
    assertThat(trial.isolation.known()).containsExactly("a.t.0");
    task.finish();
    assertThat(task.end()).isEqualTo(256 - 9);
    assertThat(trial.isolation.known()).isEmpty();
    task.finish();
  }

  @Test
  void aCommandInsideATaskReadsItsInputAndMayHaveATerminal() throws Exception {
    Trial.Task task = trial.task("a.t.0", "sh", "-c", "touch /local/up; sleep 976").start();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(task.directory.resolve("local/up")).exists());
    Process reader =
        new ProcessBuilder(
                trial.isolation.execArguments(
                    task.id, task.build(), List.of("cat"), false, task.bundle()))
            .start();
    reader.getOutputStream().write("typed".getBytes(StandardCharsets.UTF_8));
    reader.getOutputStream().close();
    assertThat(reader.getInputStream()).hasContent("typed");
    assertThat(reader.waitFor()).isZero();
    List<String> withTerminal =
        trial.isolation.execArguments(
            task.id,
            task.build(),
            List.of("sh", "-c", "tty; echo $TERM; exit 6"),
            true,
            task.bundle());
    // The python module gives it one, and copies what is written there.
    OciRuntime.Told told =
        OciRuntime.call(
            Stream.concat(
                    Stream.of(
                        "/usr/bin/python3",
                        "-c",
                        "import os, pty, sys; "
                            + "sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"),
                    withTerminal.stream())
                .toList());
    assertThat(told.output()).contains("/dev/pts/0", "xterm");
    assertThat(told.exitCode()).isEqualTo(6);
  }

  @Test
  void namesThatARuntimeWouldRefuseAreNoProblem() throws Exception {
    Trial.Task task = trial.task("a.b_c~1f.0", "true").start();
    assertThat(task.end()).as(task::told).isZero();
    assertThat(trial.isolation.known()).containsExactly("a.b_c~1f.0");
  }

  @Test
  void whatAnEarlierLifeLeftIsFoundAndTakenAway() throws Exception {
    Trial.Task task = trial.task("a.t.0", "sleep", "975").start();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(task.bundle().resolve("runtime.pid")).isNotEmptyFile());
    OciIsolation later =
        new OciIsolation(
            new OciIsolation.Settings(
                "", directory.resolve("state"), trial.cgroupRoot, Trial.CHROOT));
    assertThat(later.known()).containsExactly("a.t.0");
    later.cleanUp("a.t.0", directory.resolve("another"));
    assertThat(task.end()).isEqualTo(256 - 9);
    assertThat(later.known()).isEmpty();
  }
}
