package io.drover.sidecar.task.hook.template;

import io.drover.sidecar.executor.ExecResult;
import io.drover.sidecar.task.hook.TaskHook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a hook asks for. */
final class RecordingControl implements TaskHook.Control {

  final List<String> calls = new CopyOnWriteArrayList<>();
  volatile int exitCode;
  volatile boolean signalsFail;

  @Override
  public void restart(String reason) {
    calls.add("restart " + reason);
  }

  @Override
  public void signal(String signal, String reason) throws IOException {
    if (signalsFail) {
      throw new IOException("no such process");
    }
    calls.add("signal " + signal + " " + reason);
  }

  @Override
  public void kill(String reason) {
    calls.add("kill " + reason);
  }

  @Override
  public ExecResult exec(List<String> command, Duration deadline) {
    calls.add("exec " + command + " " + deadline);
    return new ExecResult("".getBytes(StandardCharsets.UTF_8), exitCode, false);
  }

  @Override
  public void event(String type, String message) {
    calls.add(type + ": " + message);
  }
}
