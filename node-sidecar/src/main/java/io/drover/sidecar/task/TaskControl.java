package io.drover.sidecar.task;

import io.drover.sidecar.drivers.RunningTask;
import io.drover.sidecar.executor.ExecResult;
import io.drover.sidecar.kernel.Signals;
import io.drover.sidecar.task.hook.TaskHook;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** What a hook may ask of its task. */
final class TaskControl implements TaskHook.Control {

  private final TaskRunner task;
  private final Clock clock;

  TaskControl(TaskRunner task, Clock clock) {
    this.task = task;
    this.clock = clock;
  }

  @Override
  public void restart(String reason) throws InterruptedException {
    task.restart(TaskEvents.restartByHook(clock.instant(), reason), false);
  }

  @Override
  public void signal(String signal, String reason) throws IOException {
    Integer number = Signals.number(signal);
    if (number == null) {
      throw new IOException("unknown signal \"" + signal + "\"");
    }
    RunningTask running = running();
    task.add(TaskEvents.signalByHook(clock.instant(), signal, reason));
    running.signal(number);
  }

  @Override
  public void kill(String reason) throws InterruptedException {
    task.stopper().fail(TaskEvents.killingByHook(clock.instant(), reason));
  }

  @Override
  public ExecResult exec(List<String> command, Duration deadline)
      throws IOException, InterruptedException {
    return running().exec(command, deadline);
  }

  private RunningTask running() throws IOException {
    return task.running().orElseThrow(() -> new IOException("Task not running"));
  }

  @Override
  public void event(String type, String message) {
    task.add(TaskEvents.other(clock.instant(), type, message));
  }
}
