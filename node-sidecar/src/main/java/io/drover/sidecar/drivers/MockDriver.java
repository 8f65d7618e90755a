package io.drover.sidecar.drivers;

import io.drover.contract.model.DriverInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Does as if, in the words of Nomad's driver of that name: for tests and simulations. */
public final class MockDriver implements Driver {

  private static final Set<String> KNOWN =
      Set.of(
          "run_for",
          "exit_code",
          "exit_signal",
          "exit_err_msg",
          "start_error",
          "start_error_recoverable",
          "start_block_for",
          "kill_after",
          "signal_error",
          "stdout_string",
          "stdout_repeat",
          "stdout_repeat_duration",
          "stderr_string",
          "stderr_repeat",
          "stderr_repeat_duration",
          "plugin_exit_after",
          "driver_ip",
          "driver_advertise",
          "driver_port_map",
          "exec_command",
          "fs_isolation");

  private final Instant since = Instant.now();

  /** What a task asks for. */
  record Script(
      Duration runFor,
      int exitCode,
      int exitSignal,
      String exitMessage,
      String startError,
      boolean startErrorRecoverable,
      Duration startBlockFor,
      Duration killAfter,
      String signalError,
      Output stdout,
      Output stderr) {

    /** A text, once and then {@code repeat} times more. */
    record Output(String text, int repeat, Duration pause) {}
  }

  @Override
  public String name() {
    return "mock_driver";
  }

  @Override
  public DriverInfo fingerprint() {
    return new DriverInfo(Map.of("driver.mock", "true"), true, true, "Healthy", since);
  }

  @Override
  public Map<String, String> nodeAttributes() {
    return Map.of("driver.mock_driver", "1", "driver.mock", "true");
  }

  @Override
  public void validate(Map<String, Object> config) throws ConfigRejected {
    read(config);
  }

  private static Script read(Map<String, Object> values) throws ConfigRejected {
    TaskConfig config = new TaskConfig(values, KNOWN);
    return new Script(
        config.duration("run_for"),
        config.number("exit_code"),
        config.number("exit_signal"),
        config.text("exit_err_msg"),
        config.text("start_error"),
        config.flag("start_error_recoverable"),
        config.duration("start_block_for"),
        config.duration("kill_after"),
        config.text("signal_error"),
        output(config, "stdout"),
        output(config, "stderr"));
  }

  private static Script.Output output(TaskConfig config, String stream) throws ConfigRejected {
    return new Script.Output(
        config.text(stream + "_string"),
        config.number(stream + "_repeat"),
        config.duration(stream + "_repeat_duration"));
  }

  @Override
  public RunningTask start(RunRecord run, TaskStart start) throws StartFailed {
    try {
      Script script = read(start.config());
      Thread.sleep(script.startBlockFor());
      if (!script.startError().isEmpty()) {
        throw new StartFailed(script.startError(), script.startErrorRecoverable());
      }
      return MockTask.start(run, script, start.output());
    } catch (ConfigRejected wrong) {
      throw new StartFailed(wrong.getMessage(), false);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StartFailed("interrupted", true);
    }
  }

  @Override
  public Optional<RunningTask> recover(RunRecord run, TaskStart start) {
    try {
      Script script = read(start.config());
      return Optional.of(MockTask.start(run, script, Optional.empty()));
    } catch (ConfigRejected wrong) {
      return Optional.empty();
    }
  }
}
