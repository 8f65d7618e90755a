package io.drover.sidecar.task;

import io.drover.contract.model.Task;
import io.drover.contract.model.TaskEvent;
import io.drover.sidecar.drivers.RunningTask;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Ends the runs of one task: for good, as a failure, or so that the next one begins. */
final class TaskStopper {

  private final NodeServices node;
  private final Supplier<Task> task;
  private final TaskHandle handle;
  private final TaskJournal journal;
  private final Runnable changed;
  private final BooleanSupplier ownThread;

  /**
   * @param changed tells the group
   * @param ownThread whether the caller is the task's own thread
   */
  TaskStopper(
      NodeServices node,
      Supplier<Task> task,
      TaskHandle handle,
      TaskJournal journal,
      Runnable changed,
      BooleanSupplier ownThread) {
    this.node = node;
    this.task = task;
    this.handle = handle;
    this.journal = journal;
    this.changed = changed;
    this.ownThread = ownThread;
  }

  /**
   * Ends the task for good and waits for that. A task that has not begun never will.
   *
   * @param shutdownDelay false to leave the task's shutdown_delay out
   * @param graceMax bound of the task's own kill_timeout
   */
  void kill(boolean shutdownDelay, Duration graceMax) throws InterruptedException {
    Task now = task.get();
    Duration grace = KillLadder.grace(now, graceMax);
    journal.add(TaskEvents.killing(node.clock().instant(), grace));
    handle.kill(false);
    changed.run();
    Optional<RunningTask> current = handle.awaitRunOrEnd();
    if (current.isPresent()) {
      if (shutdownDelay && now.shutdownDelay().isPositive()) {
        journal.add(TaskEvents.shutdownDelay(node.clock().instant(), now.shutdownDelay()));
        KillLadder.await(current.get(), now.shutdownDelay());
      }
      stop(current.get(), grace);
    }
    handle.awaitEnd();
  }

  /** Ends the task as failed; from its own thread without waiting. */
  void fail(TaskEvent reason) throws InterruptedException {
    journal.add(reason);
    Optional<RunningTask> current = handle.running();
    handle.kill(true);
    changed.run();
    if (ownThread.getAsBoolean()) {
      current.ifPresent(this::stopAside);
      return;
    }
    current = handle.awaitRunOrEnd();
    if (current.isPresent()) {
      stop(current.get(), grace());
    }
    handle.awaitEnd();
  }

  /**
   * Ends the run under way so that the next one begins.
   *
   * @param asked called once it is certain that there is a run
   * @return false when there is none
   */
  boolean restart(TaskEvent reason, Runnable asked) throws InterruptedException {
    Optional<RunningTask> current = handle.askRestart();
    if (current.isEmpty()) {
      return false;
    }
    asked.run();
    journal.add(reason);
    if (ownThread.getAsBoolean()) {
      stopAside(current.get());
      return true;
    }
    stop(current.get(), grace());
    handle.awaitOther(current.get());
    return true;
  }

  /** Ends the run under way as one that failed; the restart policy says what follows. */
  void failRun(TaskEvent reason) throws InterruptedException {
    Optional<RunningTask> current = handle.askFailedRun();
    if (current.isPresent()) {
      journal.add(reason);
      stop(current.get(), grace());
    }
  }

  private Duration grace() {
    return KillLadder.grace(task.get(), node.maxKillTimeout());
  }

  private void stopAside(RunningTask current) {
    Thread.ofVirtual()
        .name("stop " + task.get().name())
        .start(
            () -> {
              try {
                stop(current, grace());
              } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void stop(RunningTask current, Duration grace) throws InterruptedException {
    try {
      KillLadder.stop(current, task.get(), grace);
    } catch (IOException failure) {
      journal.add(TaskEvents.killed(node.clock().instant(), failure.getMessage()));
    }
  }
}
