package io.drover.sidecar.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.spawn.ExitStatus;
import io.drover.sidecar.spawn.LaunchFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be launched is told with the step that failed, and leaves nothing. */
final class BadLaunchTest {

  @TempDir Path directory;
  private Engine engine;

  @BeforeEach
  void begin() throws Exception {
    engine = new Engine(directory);
  }

  @AfterEach
  void end() throws Exception {
    if (engine == null) {
      return;
    }
    assertThat(engine.tree.names()).isEmpty();
    assertThat(engine.executor.ids()).isEmpty();
    assertThat(engine.executor.list()).isEmpty();
    org.awaitility.Awaitility.await()
        .untilAsserted(() -> assertThat(engine.tree.members(CgroupTree.HOLDERS)).isEmpty());
    engine.close();
  }

  private void refused(ExecCommand command, String message) {
    assertThatThrownBy(() -> engine.executor.launch("a", command))
        .isInstanceOf(LaunchFailed.class)
        .hasMessage(message);
  }

  private void runs(ExecCommand command) throws Exception {
    assertThat(Engine.end(engine.executor.launch("a", command)).status())
        .isEqualTo(new ExitStatus.Exited(0));
    engine.executor.forget("a");
  }

  @Test
  void anUnknownUser() throws Exception {
    refused(
        engine.command(Map.of(), "nobody-such", "/bin/true"),
        "failed to identify user nobody-such: user: unknown user nobody-such");
    refused(
        engine.command(Map.of(), "4000000", "/bin/true"),
        "failed to identify user 4000000: user: unknown user 4000000");
  }

  @Test
  void aUserByNameOrNumberIsBecome() throws Exception {
    Files.setAttribute(directory, "unix:mode", 0755);
    Files.setAttribute(engine.taskDirectory(), "unix:mode", 0777);
    runs(engine.command(Map.of(), "nobody", "/bin/sh", "-c", "test $(id -u) = 65534"));
    runs(engine.command(Map.of(), "65534", "/bin/sh", "-c", "test $(id -un) = nobody"));
  }

  @Test
  void aBinaryThatIsNotThere() throws Exception {
    refused(engine.command("/no/such"), "binary \"/no/such\" could not be found");
    refused(engine.command("no-such"), "binary \"no-such\" could not be found");
    refused(engine.command("/usr"), "binary \"/usr\" could not be found");
    refused(engine.command(""), "command is required");
  }

  @Test
  void aPathThatClimbsOutOfTheTask() throws Exception {
    Path outside = Files.writeString(directory.resolve("outside"), "#!/bin/sh\n");
    Files.setAttribute(outside, "unix:mode", 0755);
    refused(engine.command("../outside"), "binary \"../outside\" could not be found");
    refused(engine.command("../../outside"), "binary \"../../outside\" could not be found");
  }

  @Test
  void aBinaryIsMadeExecutable() throws Exception {
    Path script = engine.taskDirectory().resolve("local/script");
    Files.writeString(script, "#!/bin/sh\nexit 0\n");
    Files.setAttribute(script, "unix:mode", 0600);
    runs(engine.command("script"));
    runs(engine.command("local/script"));
    assertThat((int) Files.getAttribute(script, "unix:mode") & 0777).isEqualTo(0755);
  }

  @Test
  void aFileThatIsNoProgram() throws Exception {
    Path text = Files.writeString(engine.taskDirectory().resolve("text"), "nothing to run");
    refused(engine.command("text"), "fork/exec " + text + ": exec format error");
    Path lost = Files.writeString(engine.taskDirectory().resolve("lost"), "#!/no/such/shell\n");
    refused(engine.command("lost"), "fork/exec " + lost + ": no such file or directory");
  }

  @Test
  void aNulByte() throws Exception {
    refused(engine.command("/bin/echo", "a", "b\0c"), "argument 2 holds a NUL byte");
    refused(engine.command("/bin/ec\0ho"), "the command holds a NUL byte");
    refused(
        engine.command(Map.of("A", "b\0c"), "", "/bin/true"),
        "environment variable A holds a NUL byte");
  }

  @Test
  void aLargeEnvironmentWorksAndATooLargeOneIsTold() throws Exception {
    Map<String, String> large = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      large.put("LARGE_" + i, "x".repeat(1000));
    }
    runs(engine.command(large, "", "/bin/sh", "-c", "test ${#LARGE_199} = 1000"));
    refused(
        engine.command(Map.of("LARGE", "x".repeat(200_000)), "", "/bin/true"),
        "fork/exec /bin/true: argument list too long");
  }

  @Test
  void aDirectoryThatCannotBeEntered() throws Exception {
    ExecCommand command = engine.command("/bin/true");
    ExecCommand wrong =
        new ExecCommand(
            command.cmd(),
            command.args(),
            command.limits(),
            command.stdout(),
            command.stderr(),
            command.environment(),
            "",
            command.taskDirectory(),
            "no-such",
            false,
            false,
            command.mounts(),
            command.devices(),
            new ExecCommand.NetworkIsolation("group", "", Map.of()),
            "",
            "",
            command.capabilities(),
            false,
            command.chroot());
    refused(wrong, "entering " + command.taskDirectory().resolve("no-such"));
  }

  @Test
  void anIsolatedTaskWithoutARuntime() throws Exception {
    ExecCommand command = engine.command("/bin/true");
    refused(
        new ExecCommand(
            command.cmd(),
            command.args(),
            command.limits(),
            command.stdout(),
            command.stderr(),
            command.environment(),
            "",
            command.taskDirectory(),
            "",
            true,
            false,
            command.mounts(),
            command.devices(),
            command.network(),
            "private",
            "private",
            command.capabilities(),
            true,
            command.chroot()),
        "isolated tasks cannot be run on this host");
  }
}
