package io.drover.evaluate;

import io.drover.schedule.InMemoryCluster;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** Timers whose time only moves when a test says so. */
public final class VirtualTimers implements Timers, InstantSource {
  private record Task(Instant due, long order, Runnable run) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::due).thenComparing(Task::order));
  private final Consumer<Instant> clock;
  private Instant now;
  private long order;

  public VirtualTimers(InMemoryCluster cluster) {
    this.now = cluster.instant();
    this.clock = cluster::moveTo;
  }

  public VirtualTimers() {
    this.now = Instant.parse("2030-01-01T00:00:00Z");
    this.clock = time -> {};
  }

  @Override
  public synchronized Timer after(Duration delay, Runnable run) {
    Task task = new Task(now.plus(delay), order++, run);
    tasks.add(task);
    return () -> cancel(task);
  }

  private synchronized void cancel(Task task) {
    tasks.remove(task);
  }

  /** Lets time pass and runs what comes due, in order. */
  public void pass(Duration time) {
    Instant end = now.plus(time);
    for (Task task = next(end); task != null; task = next(end)) {
      task.run.run();
    }
    move(end);
  }

  private synchronized Task next(Instant end) {
    Task head = tasks.peek();
    if (head == null || head.due.isAfter(end)) {
      return null;
    }
    move(head.due);
    return tasks.poll();
  }

  private synchronized void move(Instant time) {
    now = time;
    clock.accept(time);
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  synchronized int pending() {
    return tasks.size();
  }
}
