package io.drover.sidecar.drivers;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** What a mock task, or a command inside one, does as if. */
record MockCommand(
    Duration runFor,
    int exitCode,
    int exitSignal,
    String exitMessage,
    String signalError,
    Output stdout,
    Output stderr) {

  static final Set<String> MEMBERS =
      Set.of(
          "run_for",
          "exit_code",
          "exit_signal",
          "exit_err_msg",
          "signal_error",
          "stdout_string",
          "stdout_repeat",
          "stdout_repeat_duration",
          "stderr_string",
          "stderr_repeat",
          "stderr_repeat_duration");

  /** A text, once and then {@code repeat} times more, {@code pause} before each. */
  record Output(String text, int repeat, Duration pause) {}

  static MockCommand read(TaskConfig config) throws ConfigRejected {
    return new MockCommand(
        config.duration("run_for"),
        config.number("exit_code"),
        config.number("exit_signal"),
        config.text("exit_err_msg"),
        config.text("signal_error"),
        output(config, "stdout"),
        output(config, "stderr"));
  }

  private static Output output(TaskConfig config, String stream) throws ConfigRejected {
    return new Output(
        config.text(stream + "_string"),
        config.number(stream + "_repeat"),
        config.duration(stream + "_repeat_duration"));
  }

  TaskExit exit() {
    return new TaskExit(exitCode, exitSignal, false, exitMessage);
  }

  /** Members of a config that holds such a command and more. */
  static Set<String> membersWith(String... more) {
    Set<String> all = new TreeSet<>(MEMBERS);
    all.addAll(Set.of(more));
    return Set.copyOf(all);
  }
}
