package io.drover.sidecar.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.contract.json.Json;
import io.drover.contract.model.Task;
import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.executor.ExecSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class MockDriverTest {

  private final MockDriver driver = new MockDriver();

  private static TaskStart start(Map<String, Object> config) throws IOException {
    return new TaskStart(
        Json.MAPPER.readValue("{\"Name\":\"t\",\"Driver\":\"mock_driver\"}", Task.class),
        config,
        Map.of(),
        Path.of("/nonexistent"),
        Path.of("/nonexistent"),
        Optional.empty(),
        Limits.NONE,
        List.of());
  }

  private RunningTask run(Map<String, Object> config) throws Exception {
    return driver.start(new RunRecord("r", System.currentTimeMillis()), start(config));
  }

  private static TaskExit end(RunningTask task) throws Exception {
    return task.exit().get(60, TimeUnit.SECONDS);
  }

  @Test
  void itEndsAsItWasTold() throws Exception {
    assertThat(end(run(Map.of("run_for", "1ms", "exit_code", 7))))
        .isEqualTo(new TaskExit(7, 0, false, ""));
    assertThat(end(run(Map.of("exit_signal", 9, "exit_err_msg", "gone"))))
        .isEqualTo(new TaskExit(0, 9, false, "gone"));
    assertThat(end(run(Map.of("run_for", "1h", "plugin_exit_after", "1ms"))))
        .isEqualTo(new TaskExit(0, 0, false, "plugin is shut down"));
  }

  @Test
  void aStopTakesEffectAfterItsTime() throws Exception {
    RunningTask task = run(Map.of("run_for", "1h", "kill_after", "50ms", "exit_code", 3));
    long before = System.nanoTime();
    task.stop(2, Duration.ZERO);
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(50_000_000);
    assertThat(end(task).code()).isEqualTo(3);
    task.stop(2, Duration.ZERO);
  }

  @Test
  void errorsAreThoseAskedFor() throws Exception {
    assertThatThrownBy(() -> run(Map.of("start_error", "no", "start_error_recoverable", true)))
        .isInstanceOfSatisfying(
            StartFailed.class, failed -> assertThat(failed.recoverable()).isTrue())
        .hasMessage("no");
    assertThatThrownBy(() -> run(Map.of("signal_error", "deaf")).signal(1)).hasMessage("deaf");
    run(Map.of("driver_port_map", "http:80"));
    assertThatThrownBy(() -> run(Map.of("driver_port_map", "http")))
        .hasMessage("malformed port map: \"http\"");
  }

  @Test
  void aConfigThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> driver.validate(Map.of("fs_isolation", "none")))
        .isInstanceOf(ConfigRejected.class)
        .hasMessageContaining("\"fs_isolation\"");
    assertThatThrownBy(
            () -> driver.validate(Map.of("exec_command", List.of(Map.of("start_error", "x")))))
        .hasMessageContaining("\"start_error\"");
    assertThatThrownBy(() -> driver.validate(Map.of("exec_command", List.of(Map.of(), Map.of()))))
        .hasMessageContaining("Only one block");
    assertThatThrownBy(() -> driver.validate(Map.of("run_for", "soon")))
        .hasMessageContaining("soon");
  }

  @Test
  void commandsInsideSayWhatTheyWereTold() throws Exception {
    RunningTask task =
        run(
            Map.of(
                "run_for",
                "1h",
                "exec_command",
                List.of(
                    Map.of(
                        "run_for", "1ms",
                        "exit_code", 4,
                        "stdout_string", "out.",
                        "stdout_repeat", 2,
                        "stdout_repeat_duration", "1ms",
                        "stderr_string", "err"))));
    try (ExecSession session = task.exec(List.of("x"), false)) {
      assertThat(session.stdout()).hasContent("out.out.out.");
      assertThat(session.stderr()).hasContent("err");
      assertThat(session.exit().get(60, TimeUnit.SECONDS)).isEqualTo(4);
    }
    try (ExecSession session = task.exec(List.of("showinput"), true)) {
      session.write("typed".getBytes(StandardCharsets.UTF_8));
      session.closeInput();
      assertThat(session.stdout()).hasContent("TTY: true\nStdin:\ntyped\n");
      assertThat(session.exit().get(60, TimeUnit.SECONDS)).isZero();
    }
    assertThat(
            new String(
                task.exec(List.of("a", "b\"c"), Duration.ZERO).output(), StandardCharsets.UTF_8))
        .isEqualTo("Exec(\"t\", [\"a\" \"b\\\"c\"])");
    assertThatThrownBy(() -> run(Map.of()).exec(List.of("x"), false))
        .hasMessage("no exec command is configured");
  }

  @Test
  void aRunThatIsFoundAgainEndsWhenItWouldHave() throws Exception {
    RunRecord begun = new RunRecord("r", System.currentTimeMillis() - 3_600_000);
    RunningTask again =
        driver.recover(begun, start(Map.of("run_for", "1h", "exit_code", 2))).orElseThrow();
    assertThat(end(again).code()).isEqualTo(2);
  }

  @Test
  void tenThousandNeedNoThreadEach() throws Exception {
    int before = Thread.activeCount();
    List<RunningTask> tasks = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      tasks.add(run(Map.of("run_for", "1h")));
    }
    assertThat(Thread.activeCount() - before).isLessThan(10);
    for (RunningTask task : tasks) {
      task.stop(2, Duration.ZERO);
      assertThat(task.exit()).isDone();
    }
  }

  @Test
  void thePluginsOwnConfigChangesWhatTheDriverIs() {
    assertThat(driver.isolated()).isFalse();
    assertThat(driver.fingerprint().healthy()).isTrue();
    MockDriver other =
        new MockDriver(
            Map.of(
                "fs_isolation",
                "chroot",
                "shutdown_periodic_after",
                true,
                "shutdown_periodic_duration",
                0));
    assertThat(other.isolated()).isTrue();
    assertThat(other.fingerprint().detected()).isFalse();
    assertThat(other.fingerprint().healthDescription()).isEqualTo("disabled");
    assertThat(other.nodeAttributes()).isEmpty();
    assertThatThrownBy(() -> new MockDriver(Map.of("fs_isolation", "vm")))
        .hasMessageContaining("fs_isolation must be none, chroot or image, got \"vm\"");
    assertThatThrownBy(() -> new MockDriver(Map.of("x", 1))).hasMessageContaining("x");
  }
}
