package io.drover.sidecar.task;

import io.drover.sidecar.drivers.RunningTask;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a task's own thread and those who want something of it meet: the run under way, and what is
 * to follow it.
 */
final class TaskHandle {

  /** What is to follow the end of a run. */
  enum Wish {
    /** What the restart policy says. */
    POLICY,
    /** What the restart policy says of a failure, whatever the exit. */
    FAILED_RUN,
    /** Another run, at once. */
    RESTART,
    /** Nothing. */
    END
  }

  private final BooleanSupplier dead;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Wish wish = Wish.POLICY;
  private volatile boolean killed;
  private volatile boolean failing;
  private @Nullable RunningTask running;
  private @Nullable HookChain hooks;

  /**
   * @param dead whether the task's end is on record
   */
  TaskHandle(BooleanSupplier dead) {
    this.dead = dead;
  }

  boolean killed() {
    return killed;
  }

  /** Whether the end that it is killed for is a failure. */
  boolean failing() {
    return failing;
  }

  Optional<RunningTask> running() {
    lock.lock();
    try {
      return Optional.ofNullable(running);
    } finally {
      lock.unlock();
    }
  }

  /** Something has changed: those who wait look again. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What a kill gets out of its waiting. */
  void hooks(HookChain chain) {
    lock.lock();
    try {
      hooks = chain;
    } finally {
      lock.unlock();
    }
  }

  void began(RunningTask task) {
    lock.lock();
    try {
      running = task;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The run has ended; gives what is to follow. */
  Wish ended() {
    lock.lock();
    try {
      running = null;
      Wish now = killed ? Wish.END : wish;
      wish = Wish.POLICY;
      return now;
    } finally {
      lock.unlock();
    }
  }

  /** No run is to follow. */
  void kill(boolean failed) {
    lock.lock();
    try {
      killed = true;
      failing |= failed;
      changed.signalAll();
      if (hooks != null) {
        hooks.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Another run is to follow the one under way; nothing when there is none. */
  Optional<RunningTask> askRestart() {
    return ask(Wish.RESTART, true);
  }

  /**
   * The run under way is to count as failed; nothing when there is none, or it is to end anyway.
   */
  Optional<RunningTask> askFailedRun() {
    return ask(Wish.FAILED_RUN, false);
  }

  private Optional<RunningTask> ask(Wish asked, boolean overrides) {
    lock.lock();
    try {
      if (killed || running == null || !overrides && wish != Wish.POLICY) {
        return Optional.empty();
      }
      wish = asked;
      return Optional.of(running);
    } finally {
      lock.unlock();
    }
  }

  /** A start that is under way ends in a run, or in the task's end. */
  Optional<RunningTask> awaitRunOrEnd() throws InterruptedException {
    await(() -> running != null || dead.getAsBoolean());
    return running();
  }

  void awaitEnd() throws InterruptedException {
    await(dead);
  }

  /** Waits until that run is not under way any more. */
  void awaitOther(RunningTask run) throws InterruptedException {
    await(() -> running != run);
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!condition.getAsBoolean()) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a time of the clock, Unix milliseconds; false when the task is killed before. */
  boolean awaitTime(long until, Clock clock) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!killed) {
        long left = until - clock.millis();
        if (left <= 0) {
          return true;
        }
        changed.await(left, TimeUnit.MILLISECONDS);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }
}
