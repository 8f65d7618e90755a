package io.drover.sidecar.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.sidecar.executor.ExecCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task must not be able to do, tried by tasks that try it. */
final class IsolationSecurityTest {

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

  private static void awaitUp(Trial.Task task) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(task.directory.resolve("local/up")).exists());
  }

  @Test
  void theHostsFilesAndOtherTasksSecretsAreOutOfReach() throws Exception {
    Path secret = trial.taskDirectory("other").resolve("secrets/key");
    Files.writeString(secret, "hidden");
    Trial.Task task =
        trial.task("a.t.0", "sh", "-c", "cat " + secret + " || ls ../../../.. || true; ls /root");
    task.user = "root";
    assertThat(task.run()).isNotZero();
    assertThat(task.out()).doesNotContain("hidden").doesNotContain("root\n").contains("secrets");
  }

  @Test
  void linksAreFollowedInsideOnly() throws Exception {
    Path outside = Files.writeString(directory.resolve("outside.sh"), "#!/bin/sh\necho out\n");
    Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rw-r--r--"));
    Trial.Task task = trial.task("a.t.0", "led.sh");
    Files.createSymbolicLink(task.directory.resolve("local/led.sh"), outside);
    assertThatThrownBy(task::run).hasMessage("file led.sh not found under path " + task.directory);
    Files.delete(task.directory.resolve("local/led.sh"));
    Files.createSymbolicLink(
        task.directory.resolve("local/led.sh"), Path.of("../../../../../" + outside));
    assertThatThrownBy(task::run).hasMessage("file led.sh not found under path " + task.directory);
    assertThat(Files.getPosixFilePermissions(outside))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    Trial.Task circle = trial.task("a.c.0", "circle");
    Files.createSymbolicLink(circle.directory.resolve("circle"), Path.of("circle"));
    assertThatThrownBy(circle::run).hasMessageContaining("not found under path");
  }

  @Test
  void mountPointsThatATaskReplacedByLinksDoNotLeadOut() throws Exception {
    Path outside = Files.createDirectories(directory.resolve("outside"));
    Trial.Task task = trial.task("a.t.0", "sh", "-c", "echo x >/data/made");
    Path volume = Files.createDirectories(directory.resolve("volume"));
    Files.setAttribute(volume, "unix:mode", 0777);
    Files.createSymbolicLink(task.directory.resolve("data"), outside);
    task.mounts.add(new ExecCommand.Mount("/data", volume, false, ""));
    assertThat(task.run()).as(task::told).isZero();
    assertThat(outside).isEmptyDirectory();
    assertThat(volume.resolve("made")).exists();
  }

  @Test
  void aTaskSeesItsOwnProcessesOnly() throws Exception {
    assertThat(trial.shell("a.t.0", "ls -d /proc/[0-9]* | wc -l; echo $$").lines())
        .allSatisfy(count -> assertThat(Integer.parseInt(count.strip())).isLessThan(6));
    Trial.Task open = trial.task("a.t.1", "sh", "-c", "echo $$; cat /proc/1/comm");
    open.pid = "host";
    open.ipc = "host";
    assertThat(open.run()).as(open::told).isZero();
    assertThat(Long.parseLong(open.out().lines().findFirst().orElseThrow())).isGreaterThan(5);
  }

  @Test
  void theSidecarCanNeitherBeSignalledNorRead() throws Exception {
    long sidecar = ProcessHandle.current().pid();
    Trial.Task task =
        trial.task(
            "a.t.0",
            "sh",
            "-c",
            "kill -0 " + sidecar + " && echo signalled; cat /proc/" + sidecar + "/environ; true");
    task.capabilities = List.of();
    assertThat(task.run()).isZero();
    assertThat(task.out()).isEmpty();
    Trial.Task open = trial.task("a.t.1", task.command.toArray(String[]::new));
    open.pid = "host";
    open.capabilities = List.of();
    assertThat(open.run()).isZero();
    assertThat(open.out()).isEmpty();
  }

  @Test
  void capabilitiesAreThoseAskedForInAllSets() throws Exception {
    Trial.Task task = trial.task("a.t.0", "grep", "-E", "^Cap|^NoNew", "/proc/self/status");
    task.capabilities = List.of("CAP_CHOWN", "CAP_NET_BIND_SERVICE");
    assertThat(task.run()).isZero();
    // Bits 0 and 10.
    assertThat(task.out().replaceAll("[\\t ]+", " ").lines())
        .containsExactlyInAnyOrder(
            "CapInh: 0000000000000401",
            "CapPrm: 0000000000000401",
            "CapEff: 0000000000000401",
            "CapBnd: 0000000000000401",
            "CapAmb: 0000000000000401",
            "NoNewPrivs: 1");
    Trial.Task none = trial.task("a.t.1", "grep", "-E", "^Cap", "/proc/self/status");
    none.user = "root";
    none.capabilities = List.of();
    assertThat(none.run()).isZero();
    assertThat(none.out().lines()).hasSize(5).allMatch(line -> line.endsWith("0000000000000000"));
  }

  @Test
  void whatTheHostLendsCannotBeChanged() throws Exception {
    Trial.Task task =
        trial.task(
            "a.t.0",
            "sh",
            "-c",
            "for f in /etc /usr /bin /lib /sys /proc/sys; do echo x >$f/drover-made && echo $f;"
                + " mount -o remount,rw $f && echo remounted; umount $f && echo unmounted; done;"
                + " true");
    task.user = "root";
    task.capabilities = List.of("CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_MKNOD", "CAP_SYS_CHROOT");
    assertThat(task.run()).isZero();
    assertThat(task.out()).isEmpty();
    assertThat(Path.of("/etc/drover-made")).doesNotExist();
  }

  @Test
  void onlyTheUsualDevicesAndThoseAskedForCanBeOpened() throws Exception {
    String script =
        "echo x >/dev/null && head -c1 /dev/zero | wc -c;"
            + " mknod /tmp/mem c 1 1 && { head -c1 /tmp/mem >/dev/null && echo memory; };"
            + " mknod /tmp/kmsg c 1 11 && { dd if=/tmp/kmsg count=0 && echo log; };"
            + " ls /dev; head -c1 /dev/mine | wc -c; echo x >/dev/mine && echo written; true";
    Trial.Task task = trial.task("a.t.0", "sh", "-c", script);
    task.user = "root";
    task.capabilities = List.of("CAP_MKNOD", "CAP_DAC_OVERRIDE");
    // The number of /dev/zero again, to read from only: the usual rule for it still allows more.
    task.devices.add(new ExecCommand.Device("/dev/mine", Path.of("/dev/zero"), "r"));
    assertThat(task.run()).as(task::told).isZero();
    assertThat(task.out().lines())
        .startsWith("1")
        .contains("null", "zero", "full", "random", "urandom", "tty", "pts", "shm", "mine")
        .doesNotContain("memory", "log", "vda", "sda", "kmsg", "mem");
  }

  @Test
  void aDeviceGivenForReadingCannotBeWritten() throws Exception {
    Path kernelLog = Path.of("/dev/kmsg");
    Assumptions.assumeTrue(Files.exists(kernelLog), "no /dev/kmsg here");
    Trial.Task task =
        trial.task(
            "a.t.0",
            "sh",
            "-c",
            "dd if=/dev/log of=/dev/null count=0 && echo opened;"
                + " (echo x >/dev/log) && echo written; true");
    task.user = "root";
    task.capabilities = List.of("CAP_DAC_OVERRIDE", "CAP_SYSLOG");
    task.devices.add(new ExecCommand.Device("/dev/log", kernelLog, "r"));
    assertThat(task.run()).isZero();
    assertThat(task.out()).as(task::told).isEqualTo("opened\n");
  }

  @Test
  void whatIsNoDeviceIsRefused() throws Exception {
    Trial.Task task = trial.task("a.t.0", "true");
    task.devices.add(new ExecCommand.Device("/dev/x", Path.of("/etc/passwd"), "rwm"));
    assertThatThrownBy(task::run).hasMessage("/etc/passwd is not a device");
    task.devices.set(0, new ExecCommand.Device("/dev/x", Path.of("/dev/null"), "rx"));
    assertThatThrownBy(task::run)
        .hasMessage("device /dev/null: permissions \"rx\" are not of r, w and m");
  }

  @Test
  void noDescriptorOfTheSidecarComesThrough() throws Exception {
    // The fourth is the directory that is being listed.
    assertThat(trial.shell("a.t.0", "ls /proc/self/fd").lines())
        .containsExactly("0", "1", "2", "3");
  }

  @Test
  void theEnvironmentIsNoOneElsesToRead() throws Exception {
    Trial.Task task = trial.task("a.t.0", "sh", "-c", "touch /local/up; sleep 974");
    task.environment.put("TOKEN", "secret-of-this-task");
    task.start();
    awaitUp(task);
    trial.isolation.execArguments(task.id, task.build(), List.of("true"), false, task.bundle());
    try (var files = Files.list(task.bundle())) {
      assertThat(files.filter(file -> file.toString().endsWith(".json")))
          .hasSize(2)
          .allSatisfy(
              file ->
                  assertThat(Files.getPosixFilePermissions(file))
                      .isEqualTo(PosixFilePermissions.fromString("rw-------")));
    }
    assertThat(
            ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains("secret-of-this-task")))
        .isEmpty();
  }

  @Test
  void setuidProgramsGiveNothing() throws Exception {
    Trial.Task task = trial.task("a.t.0", "sh", "-c", "/local/id -u");
    Path id = task.directory.resolve("local/id");
    Files.copy(Path.of("/usr/bin/id"), id);
    Files.setAttribute(id, "unix:mode", 04755);
    assertThat(task.run()).as(task::told).isZero();
    assertThat(task.out()).isEqualTo("65534\n");
  }
}
