package io.drover.sidecar.task;

import io.drover.contract.model.TaskEvent;
import io.drover.sidecar.drivers.RunningTask;
import io.drover.sidecar.executor.ExecSession;
import io.drover.sidecar.kernel.Signals;
import io.drover.sidecar.stats.TaskUsage;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What users ask of the tasks of one allocation, refused in Nomad's words. */
final class GroupRequests {

  private final Clock clock;
  private final Map<String, TaskRunner> tasks;
  private final BooleanSupplier over;

  /**
   * @param over whether the allocation has ended or is to end
   */
  GroupRequests(Clock clock, Map<String, TaskRunner> tasks, BooleanSupplier over) {
    this.clock = clock;
    this.tasks = tasks;
    this.over = over;
  }

  void restart(String name, boolean all) throws RequestRefused, InterruptedException {
    if (!name.isEmpty() && all) {
      throw new RequestRefused(500, "task name cannot be set when restarting all tasks");
    }
    if (!name.isEmpty()) {
      restartOne(name);
      return;
    }
    if (over.getAsBoolean()) {
      throw new RequestRefused(500, "restart of an alloc that should not run");
    }
    TaskEvent reason =
        TaskEvents.restartSignaled(
            clock.instant(),
            all
                ? "User requested all tasks to restart"
                : "User requested running tasks to restart");
    List<TaskRunner> ended = tasks.values().stream().filter(TaskRunner::dead).toList();
    if (all) {
      // These first, so that those that run wait for them where the order of tasks says so.
      for (TaskRunner task : ended) {
        task.revive(reason);
      }
    }
    restartRunning(
        tasks.values().stream().filter(task -> !ended.contains(task)).toList(), reason, all);
  }

  private void restartOne(String name) throws RequestRefused, InterruptedException {
    TaskRunner task = tasks.get(name);
    if (task == null) {
      throw new RequestRefused(500, "Could not find task runner for task: " + name);
    }
    TaskEvent reason =
        TaskEvents.restartSignaled(clock.instant(), "User requested task to restart");
    if (!task.restart(reason, false)) {
      throw new RequestRefused(500, "Task not running");
    }
  }

  private static void restartRunning(List<TaskRunner> those, TaskEvent reason, boolean inOrder)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (TaskRunner task : those) {
      threads.add(
          Thread.ofVirtual()
              .name("restart " + task.name())
              .start(
                  () -> {
                    try {
                      task.restart(reason, inOrder);
                    } catch (InterruptedException stopping) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  void signal(String name, String signal) throws RequestRefused {
    if (!name.isEmpty()) {
      TaskRunner task = tasks.get(name);
      if (task == null) {
        throw new RequestRefused(500, "Task not found");
      }
      Optional<String> error = signal(task, signal);
      if (error.isPresent()) {
        throw new RequestRefused(500, error.get());
      }
      return;
    }
    List<String> errors = new ArrayList<>();
    for (TaskRunner task : tasks.values()) {
      signal(task, signal)
          .ifPresent(
              error -> errors.add("Failed to signal task: " + task.name() + ", err: " + error));
    }
    if (!errors.isEmpty()) {
      throw new RequestRefused(500, together(errors));
    }
  }

  private Optional<String> signal(TaskRunner task, String signal) {
    Optional<RunningTask> running = task.running();
    if (running.isEmpty()) {
      return Optional.of("Task not running");
    }
    task.add(TaskEvents.signaling(clock.instant(), signal));
    // Nomad sends SIGINT for a name that it does not know, and clients rely on the empty one.
    @Nullable Integer number = Signals.number(signal);
    try {
      running.get().signal(number == null ? Signals.INT : number);
      return Optional.empty();
    } catch (IOException failure) {
      return Optional.of(String.valueOf(failure.getMessage()));
    }
  }

  private static String together(List<String> errors) {
    StringBuilder text = new StringBuilder();
    text.append(errors.size()).append(errors.size() == 1 ? " error" : " errors");
    text.append(" occurred:");
    errors.forEach(error -> text.append("\n\t* ").append(error));
    return text.append("\n\n").toString();
  }

  ExecSession exec(String name, List<String> command, boolean tty)
      throws RequestRefused, IOException {
    if (name.isEmpty()) {
      throw new RequestRefused(400, "must provide task name");
    }
    if (command.isEmpty()) {
      throw new RequestRefused(400, "command is not present");
    }
    TaskRunner task = tasks.get(name);
    if (task == null) {
      throw new RequestRefused(500, "task not found");
    }
    RunningTask running =
        task.running()
            .orElseThrow(() -> new RequestRefused(404, "task \"" + name + "\" is not running."));
    return running.exec(command, tty);
  }

  Map<String, TaskUsage> usage(String name) throws IOException {
    Map<String, TaskUsage> found = new TreeMap<>();
    for (TaskRunner task : tasks.values()) {
      Optional<RunningTask> running = task.running();
      if (running.isPresent() && (name.isEmpty() || name.equals(task.name()))) {
        running.get().usage().ifPresent(usage -> found.put(task.name(), usage));
      }
    }
    return found;
  }
}
