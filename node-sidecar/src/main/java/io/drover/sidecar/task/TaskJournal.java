package io.drover.sidecar.task;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.TaskEvent;
import io.drover.contract.model.TaskState;
import io.drover.sidecar.recover.NodeStore;
import io.drover.sidecar.recover.TaskRecord;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * A task's record, in memory and on disk. What must not be lost is on disk, durably, before anybody
 * is told. Calls may come from any thread.
 */
final class TaskJournal {

  private static final Logger LOG = Logger.getLogger(TaskJournal.class);
  private static final long STORE_RETRY_NANOS = 1_000_000_000;

  private final NodeStore store;
  private final AllocId alloc;
  private final String task;
  private final Runnable changed;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile TaskRecord record;

  /**
   * @param changed called after each change, without locks held
   */
  TaskJournal(NodeStore store, AllocId alloc, String task, TaskRecord first, Runnable changed) {
    this.store = store;
    this.alloc = alloc;
    this.task = task;
    this.record = first;
    this.changed = changed;
  }

  TaskRecord record() {
    return record;
  }

  TaskState state() {
    return record.state();
  }

  /** Adds an event that changes nothing else. */
  void add(TaskEvent event) {
    set(from -> from.withState(TaskStates.with(from.state(), event)), false);
  }

  /** Takes a step; {@code durable} when it must outlive a power failure. */
  void set(UnaryOperator<TaskRecord> step, boolean durable) {
    lock.lock();
    try {
      TaskRecord next = step.apply(record);
      while (!stored(next, durable) && durable) {
        // Nobody may be told of an exit that is not on disk. A full disk stops this task only.
        LockSupport.parkNanos(STORE_RETRY_NANOS);
      }
      record = next;
    } finally {
      lock.unlock();
    }
    changed.run();
  }

  private boolean stored(TaskRecord next, boolean durable) {
    try {
      store.save(alloc, task, next, durable);
      return true;
    } catch (IOException failure) {
      LOG.errorf("storing the state of task %s: %s", task, failure.getMessage());
      return false;
    }
  }
}
