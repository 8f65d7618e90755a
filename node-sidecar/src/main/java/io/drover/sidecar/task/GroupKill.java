package io.drover.sidecar.task;

import io.drover.contract.model.TaskEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Ends the tasks of a group in their order (semantics.md 12.4). */
final class GroupKill {

  private final Clock clock;
  private final Supplier<TaskGroupView> view;
  private final Collection<TaskRunner> tasks;
  private final Supplier<Duration> graceMax;

  /**
   * @param graceMax bound of the tasks' own kill_timeout
   */
  GroupKill(
      Clock clock,
      Supplier<TaskGroupView> view,
      Collection<TaskRunner> tasks,
      Supplier<Duration> graceMax) {
    this.clock = clock;
    this.view = view;
    this.tasks = tasks;
    this.graceMax = graceMax;
  }

  /** The leader, then the other main tasks, then what runs beside them; poststop tasks never. */
  void all(Optional<Lifecycle.Fall> reason) throws InterruptedException {
    for (TaskRunner task : tasks) {
      if (!task.dead() && task.role() != TaskRole.POSTSTOP) {
        reason.ifPresent(fall -> task.add(why(fall)));
      }
    }
    TaskGroupView now = view.get();
    boolean delays = !Boolean.TRUE.equals(now.alloc().desiredTransition().noShutdownDelay());
    Duration groupDelay = now.group().shutdownDelay();
    boolean ended = tasks.stream().allMatch(TaskRunner::dead);
    if (delays && groupDelay != null && groupDelay.isPositive() && !ended) {
      Thread.sleep(groupDelay);
    }
    those(this::leads, delays);
    those(task -> task.role() == TaskRole.MAIN && !leads(task), delays);
    those(task -> task.role() != TaskRole.MAIN && task.role() != TaskRole.POSTSTOP, delays);
  }

  private boolean leads(TaskRunner task) {
    return view.get().task(task.name()).leader();
  }

  private TaskEvent why(Lifecycle.Fall fall) {
    Instant at = clock.instant();
    return switch (fall) {
      case Lifecycle.Fall.SiblingFailed failed -> TaskEvents.siblingFailed(at, failed.name());
      case Lifecycle.Fall.LeaderDead dead -> TaskEvents.leaderDead(at);
      case Lifecycle.Fall.MainDead dead -> TaskEvents.mainDead(at);
    };
  }

  /** Some of them, side by side; returns when they have ended. */
  void those(Predicate<TaskRunner> which, boolean delays) throws InterruptedException {
    List<Thread> killers = new ArrayList<>();
    for (TaskRunner task : tasks) {
      if (which.test(task)) {
        killers.add(Thread.ofVirtual().name("kill " + task.name()).start(() -> one(task, delays)));
      }
    }
    try {
      for (Thread killer : killers) {
        killer.join();
      }
    } catch (InterruptedException stopping) {
      killers.forEach(Thread::interrupt);
      throw stopping;
    }
  }

  private void one(TaskRunner task, boolean delays) {
    try {
      task.stopper().kill(delays, graceMax.get());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
