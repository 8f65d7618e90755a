package io.drover.sidecar.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.sidecar.cgroup.Controller;
import io.drover.sidecar.cgroup.Limits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exec driver, from a task's config to a process in a container. */
final class ExecDriverTest {

  private static final String LAUNCH =
      "failed to launch command with executor: rpc error: code = Unknown desc = ";

  @TempDir Path directory;
  private IsolatedDrivers drivers;

  @BeforeEach
  void start() throws Exception {
    drivers = new IsolatedDrivers(directory);
  }

  @AfterEach
  void stop() throws Exception {
    if (drivers != null) {
      drivers.close();
    }
  }

  private int run(Driver driver, String run, String user, Map<String, Object> config)
      throws Exception {
    return driver
        .start(IsolatedDrivers.run(run), drivers.start(run, user, config, Limits.NONE))
        .exit()
        .get(60, TimeUnit.SECONDS)
        .code();
  }

  private static Map<String, Object> shell(String script) {
    return Map.of("command", "/bin/sh", "args", List.of("-c", script));
  }

  @Test
  void aTaskRunsAsNobodyWithPathsOfItsOwnRoot() throws Exception {
    Driver driver = drivers.exec(Map.of(), Map.of());
    String script =
        "id -u; echo $NOMAD_TASK_DIR $NOMAD_SECRETS_DIR $NOMAD_ALLOC_DIR; echo x >/alloc/made";
    assertThat(run(driver, "a.t.0", "", shell(script))).isZero();
    assertThat(drivers.executor.told("a.t.0")).isEqualTo("65534\n/local /secrets /alloc\n");
    assertThat(directory.resolve("alloc/made")).hasContent("x\n");
  }

  @Test
  void pathsOfTheHostInArgumentsBecomeThoseInside() throws Exception {
    Driver driver = drivers.exec(Map.of(), Map.of());
    Path local = drivers.trial.taskDirectory("a.t.0").resolve("local");
    Files.writeString(local.resolve("f"), "here\n");
    assertThat(
            run(
                driver,
                "a.t.0",
                "",
                Map.of("command", "cat", "args", List.of(local.resolve("f").toString()))))
        .isZero();
    assertThat(drivers.executor.told("a.t.0")).isEqualTo("here\n");
  }

  @Test
  void rootIsRefusedUnlessTheOperatorAllowsIt() throws Exception {
    Driver strict = drivers.exec(Map.of(), Map.of());
    for (String user : List.of("root", "0")) {
      assertThatThrownBy(() -> run(strict, "a.t.0", user, shell("true")))
          .isInstanceOf(StartFailed.class)
          .hasMessage("running as user \"" + user + "\" is disallowed");
      assertThat(strict.refusal(user)).isPresent();
    }
    Driver open = drivers.exec(Map.of(), Map.of("user.denylist", "daemon"));
    assertThat(run(open, "a.t.1", "root", shell("id -u"))).isZero();
    assertThat(drivers.executor.told("a.t.1")).isEqualTo("0\n");
    assertThat(open.refusal("daemon")).isPresent();
    Driver unchecked = drivers.exec(Map.of(), Map.of("user.checked_drivers", "java"));
    assertThat(unchecked.refusal("root")).isEmpty();
  }

  @Test
  void errorsOfALaunchAreNomads() throws Exception {
    Driver driver = drivers.exec(Map.of(), Map.of());
    assertThatThrownBy(() -> run(driver, "a.t.0", "", Map.of("command", "/no/such/binary")))
        .isInstanceOf(StartFailed.class)
        .hasMessage(
            LAUNCH + "file /no/such/binary not found under path " + directory.resolve("a.t.0"));
    assertThatThrownBy(() -> run(driver, "a.t.0", "no-such-user", shell("true")))
        .hasMessage(
            LAUNCH + "failed to identify user no-such-user: user: unknown user no-such-user");
    assertThatThrownBy(() -> run(driver, "a.t.0", "", Map.of("command", "true", "pid_mode", "x")))
        .hasMessage(
            "failed driver config validation: pid_mode must be \"private\" or \"host\","
                + " got \"x\"");
    assertThatThrownBy(
            () -> run(driver, "a.t.0", "", Map.of("command", "true", "cap_add", List.of("NO"))))
        .hasMessage(
            "failed driver config validation: cap_add configured with capabilities not supported"
                + " by system: no");
  }

  @Test
  void aConfigThatDoesNotFitIsRefused() {
    Driver driver = drivers.exec(Map.of(), Map.of());
    assertThatThrownBy(() -> driver.validate(Map.of()))
        .isInstanceOf(ConfigRejected.class)
        .hasMessageContaining("The argument \"command\" is required");
    assertThatThrownBy(() -> driver.validate(Map.of("command", "x", "image", "y")))
        .hasMessageContaining("No argument or block type is named \"image\"");
    assertThatThrownBy(() -> driver.validate(Map.of("command", "x", "cap_add", Map.of())))
        .hasMessageContaining("cap_add");
  }

  @Test
  void capabilitiesAreTheDefaultsChangedByTheJobWithinWhatIsAllowed() throws Exception {
    Driver driver =
        drivers.exec(Map.of("allow_caps", List.of("chown", "NET_RAW", "kill")), Map.of());
    Map<String, Object> config =
        Map.of(
            "command", "grep",
            "args", List.of("CapEff", "/proc/self/status"),
            "cap_add", List.of("cap_net_raw"),
            "cap_drop", List.of("KILL"));
    assertThat(run(driver, "a.t.0", "", config)).isZero();
    // Bits 0 and 13.
    assertThat(drivers.executor.told("a.t.0")).endsWith("0000000000002001\n");
    assertThatThrownBy(
            () -> run(driver, "a.t.1", "", Map.of("command", "true", "cap_add", List.of("all"))))
        .hasMessageStartingWith(
            "failed driver config validation: driver does not allow the"
                + " following capabilities: audit_control, ")
        .hasMessageContaining("sys_admin");
  }

  @Test
  void aMemoryLimitThatWouldNotHoldIsRefused() throws Exception {
    IsolationSettings settings = IsolatedDrivers.settings(Map.of(), Map.of());
    Driver driver = new ExecDriver(drivers.launch(settings, Set.of(Controller.CPU)));
    TaskStart start =
        drivers.start("a.t.0", "", shell("true"), new Limits(100, "", 64 << 20, 0, 0));
    assertThatThrownBy(() -> driver.start(IsolatedDrivers.run("a.t.0"), start))
        .hasMessage(
            "a memory limit of 64 MB cannot be enforced: this host's cgroups have no memory"
                + " controller that can be written");
    assertThat(driver.fingerprint().attributes())
        .containsEntry("driver.limits.unenforced", "cpuset,memory,pids");
  }

  @Test
  void aTaskIsFoundAgainStoppedAndReleased() throws Exception {
    Driver driver = drivers.exec(Map.of(), Map.of());
    RunRecord run = IsolatedDrivers.run("a.t.0");
    TaskStart start = drivers.start("a.t.0", "", shell("sleep 973"), Limits.NONE);
    driver.start(run, start);
    RunningTask again = driver.recover(run, start).orElseThrow();
    assertThat(
            new String(
                again.exec(List.of("id", "-u"), Duration.ZERO).output(), StandardCharsets.UTF_8))
        .isEqualTo("65534");
    again.stop(2, Duration.ZERO);
    assertThat(again.exit().get(60, TimeUnit.SECONDS).code()).isEqualTo(256 - 9);
    again.release();
    assertThat(driver.recover(run, start)).isEmpty();
  }

  @Test
  void theFingerprintSaysWhatStandsInTheWay() {
    Driver works = drivers.exec(Map.of(), Map.of());
    assertThat(works.fingerprint().healthy()).isTrue();
    assertThat(works.fingerprint().attributes()).containsEntry("driver.exec", "true");
    assertThat(works.nodeAttributes()).containsExactly(Map.entry("driver.exec", "1"));
    assertThat(works.isolated()).isTrue();
    IsolationSettings plain = IsolationSettings.of("exec", Map.of(), Map.of(), Map.of(), false);
    Driver user = new ExecDriver(drivers.launch(plain, Set.of()));
    assertThat(user.fingerprint().detected()).isFalse();
    assertThat(user.fingerprint().healthDescription()).isEqualTo("Driver must run as root");
    assertThat(user.nodeAttributes()).isEmpty();
  }
}
