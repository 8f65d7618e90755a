package io.drover.sidecar.task;

import io.drover.contract.model.AllocatedTaskResources;
import io.drover.contract.model.RestartPolicy;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskEvent;
import io.drover.contract.model.TaskPhase;
import io.drover.contract.model.TaskState;
import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.drivers.ConfigRejected;
import io.drover.sidecar.drivers.Driver;
import io.drover.sidecar.drivers.RunRecord;
import io.drover.sidecar.drivers.RunningTask;
import io.drover.sidecar.drivers.StartFailed;
import io.drover.sidecar.drivers.TaskExit;
import io.drover.sidecar.drivers.TaskStart;
import io.drover.sidecar.kernel.Signals;
import io.drover.sidecar.logs.LogCollector;
import io.drover.sidecar.recover.TaskRecord;
import io.drover.sidecar.task.RestartTracker.Decision;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lives one task through: start, exit, restart, until it is dead. Its own virtual thread does that;
 * others only kill it and read its state. What it decides after an exit is on disk, durably and
 * together with the exit, before anybody is told; a run is on disk before it is launched.
 */
final class TaskRunner {

  private static final Logger LOG = Logger.getLogger(TaskRunner.class);
  private static final long STORE_RETRY_NANOS = 1_000_000_000;

  /** What the allocation gives a task. */
  interface Group {
    TaskGroupView view();

    AllocDir directory();

    /** Waits until the task may begin; false when it is to end instead. */
    boolean awaitTurn(TaskRunner task) throws InterruptedException;

    /** Called after each change, without locks held. */
    void changed(TaskRunner task);
  }

  private final NodeServices node;
  private final Group group;
  private final String name;
  private final TaskRole role;
  private final RestartTracker restarts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile TaskRecord record;
  private volatile boolean killed;
  private @Nullable RunningTask running;
  private Optional<LogCollector.TaskOutput> output = Optional.empty();

  TaskRunner(NodeServices node, Group group, Task task, @Nullable TaskRecord stored) {
    this.node = node;
    this.group = group;
    this.name = task.name();
    this.role = TaskRole.of(task);
    Instant now = node.clock().instant();
    this.record =
        stored == null
            ? new TaskRecord(
                TaskStates.with(TaskStates.fresh(), TaskEvents.received(now)),
                null,
                0,
                0,
                now.toEpochMilli(),
                0)
            : stored;
    this.restarts =
        new RestartTracker(
            policy(),
            role.restartsOnSuccess(group.view().job().type()),
            Instant.ofEpochMilli(record.windowStartMillis()),
            record.windowCount(),
            () -> ThreadLocalRandom.current().nextDouble());
  }

  String name() {
    return name;
  }

  TaskRole role() {
    return role;
  }

  TaskState state() {
    return record.state();
  }

  boolean dead() {
    return state().state() == TaskPhase.DEAD;
  }

  boolean killed() {
    return killed;
  }

  private Task task() {
    return group.view().task(name);
  }

  private RestartPolicy policy() {
    RestartPolicy own = task().restartPolicy();
    return own == null ? group.view().group().restartPolicy() : own;
  }

  private Instant now() {
    return node.clock().instant();
  }

  /** The task's whole life. Returns early, changing nothing, when the sidecar stops. */
  void run() {
    try {
      if (!dead()) {
        live();
      }
    } catch (InterruptedException stopping) {
      LOG.debugf("task %s is left to the next sidecar", name);
    } catch (RuntimeException bug) {
      LOG.errorf(bug, "task %s of %s", name, group.view().alloc().id());
      add(TaskEvents.setupFailure(now(), "internal error: " + bug));
      end(true);
    }
  }

  private void live() throws InterruptedException {
    Optional<Decision> next = recovered();
    if (next.isEmpty() && record.runs() == 0) {
      if (!group.awaitTurn(this)) {
        end(false);
        return;
      }
      add(TaskEvents.setup(now()));
    }
    if (next.isEmpty()) {
      next = setUp();
    }
    while (true) {
      if (next.isEmpty()) {
        if (!awaitDelay()) {
          end(false);
          return;
        }
        next = Optional.of(runOnce());
      }
      switch (next.get()) {
        case Decision.Done done -> {
          end(false);
          return;
        }
        case Decision.Fail fail -> {
          end(true);
          return;
        }
        case Decision.Restart restart -> next = Optional.empty();
      }
    }
  }

  /** The outcome of a run that an earlier sidecar began, if there was one. */
  private Optional<Decision> recovered() throws InterruptedException {
    RunRecord run = record.run();
    if (run == null) {
      return Optional.empty();
    }
    try {
      buildDirectories();
      Optional<RunningTask> found =
          node.drivers().find(task().driver()).flatMap(driver -> recover(driver, run));
      return found.isPresent() ? Optional.of(attend(found.get())) : Optional.empty();
    } catch (IOException failure) {
      add(TaskEvents.failedRestoring(now(), failure.getMessage()));
      return Optional.of(afterFailedStart(false));
    }
  }

  private Optional<RunningTask> recover(Driver driver, RunRecord run) {
    Optional<RunningTask> found = driver.recover(run, taskStart());
    found.ifPresent(task -> begun(task, state().state() != TaskPhase.RUNNING));
    return found;
  }

  private Optional<Decision> setUp() {
    try {
      buildDirectories();
      return Optional.empty();
    } catch (IOException | IllegalArgumentException failure) {
      add(
          TaskEvents.setupFailure(
              now(), "failed to build task directory: " + failure.getMessage()));
      return Optional.of(afterFailedStart(true));
    }
  }

  private void buildDirectories() throws IOException {
    group.directory().build();
    group.directory().buildTask(name);
    Task task = task();
    boolean kept = task.logConfig() == null || !task.logConfig().disabled();
    output =
        kept
            ? Optional.of(
                node.logs()
                    .open(
                        group.view().alloc().id().value(),
                        name,
                        group.directory().logs(),
                        task.logConfig()))
            : Optional.empty();
  }

  private boolean awaitDelay() throws InterruptedException {
    long until = record.notBeforeMillis();
    lock.lockInterruptibly();
    try {
      while (!killed) {
        long left = until - node.clock().millis();
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

  private Decision runOnce() throws InterruptedException {
    try {
      Driver driver = driver();
      RunRecord run =
          new RunRecord(
              RunNames.of(group.view().alloc().id(), name, record.runs()),
              node.clock().millis());
      TaskStart start = taskStart();
      driver.validate(start.config());
      set(record -> withRun(record, run, record.runs() + 1), false);
      RunningTask task = driver.start(run, start);
      begun(task, true);
      return attend(task);
    } catch (ConfigRejected wrong) {
      add(TaskEvents.failedValidation(now(), wrong.getMessage()));
      return afterFailedStart(false);
    } catch (StartFailed failure) {
      add(TaskEvents.driverFailure(now(), failure.getMessage()));
      return afterFailedStart(failure.recoverable());
    }
  }

  private Driver driver() throws StartFailed {
    String wanted = task().driver();
    return node.drivers()
        .find(wanted)
        .orElseThrow(
            () ->
                new StartFailed(
                    "failed to create driver: no such driver \"" + wanted + "\" on this node",
                    false));
  }

  private TaskStart taskStart() {
    TaskGroupView view = group.view();
    Task task = task();
    TaskEnvironment environment =
        new TaskEnvironment(
            node.facts().get(), view.alloc(), view.job(), view.group(), task, group.directory());
    Map<String, String> variables = environment.build();
    var given = view.alloc().allocatedResources().tasks().get(name);
    return new TaskStart(
        task,
        environment.interpolation(variables).apply(task.config()),
        variables,
        group.directory().task(name),
        group.directory().shared(),
        output,
        limits(given),
        List.of());
  }

  private static Limits limits(@Nullable AllocatedTaskResources given) {
    if (given == null) {
      return Limits.NONE;
    }
    return new Limits(
        given.cpu().cpuShares(),
        given.cpu().reservedCores().stream().map(String::valueOf).collect(Collectors.joining(",")),
        given.memory().memoryMb() << 20,
        given.memory().memoryMaxMb() << 20,
        0);
  }

  private void begun(RunningTask task, boolean news) {
    Instant at = now();
    set(
        record -> {
          TaskRecord with = withRun(record, task.record(), record.runs());
          return news
              ? withState(
                  with,
                  TaskStates.with(TaskStates.started(with.state(), at), TaskEvents.started(at)))
              : with;
        },
        false);
    lock.lock();
    try {
      running = task;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a run's end, and decides. */
  private Decision attend(RunningTask task) throws InterruptedException {
    TaskExit exit;
    try {
      exit = task.exit().get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
    try {
      task.endRest();
      if (output.isPresent()) {
        node.logs().flush(output.get());
      }
    } catch (IOException failure) {
      LOG.errorf("after the end of task %s: %s", name, failure.getMessage());
    }
    Decision decision = settle(exit);
    try {
      task.release();
    } catch (IOException failure) {
      LOG.errorf("letting go of task %s: %s", name, failure.getMessage());
    }
    return decision;
  }

  private Decision settle(TaskExit exit) {
    Instant at = now();
    lock.lock();
    try {
      running = null;
    } finally {
      lock.unlock();
    }
    TaskEvent terminated = TaskEvents.terminated(at, exit);
    if (killed) {
      set(
          record ->
              withRun(
                  withState(
                      record,
                      TaskStates.dead(
                          TaskStates.with(
                              TaskStates.with(record.state(), terminated),
                              TaskEvents.killed(at, "")),
                          false,
                          at)),
                  null,
                  record.runs()),
          true);
      return new Decision.Done();
    }
    restarts.policy(policy());
    Decision decision = restarts.afterExit(exit.successful(), at);
    set(record -> decided(record, TaskStates.with(record.state(), terminated), decision, at), true);
    return decision;
  }

  private Decision afterFailedStart(boolean recoverable) {
    Instant at = now();
    restarts.policy(policy());
    Decision decision = restarts.afterStartFailure(recoverable, at);
    set(record -> decided(record, record.state(), decision, at), true);
    return decision;
  }

  private TaskRecord decided(TaskRecord from, TaskState state, Decision decision, Instant at) {
    TaskState next =
        switch (decision) {
          case Decision.Done done -> TaskStates.dead(state, false, at);
          case Decision.Fail fail ->
              TaskStates.dead(
                  TaskStates.with(state, TaskEvents.notRestarting(at, fail.reason())), true, at);
          case Decision.Restart restart ->
              TaskStates.with(
                  TaskStates.restarting(state, at),
                  TaskEvents.restarting(at, restart.delay(), restart.reason()));
        };
    long notBefore =
        decision instanceof Decision.Restart restart ? at.plus(restart.delay()).toEpochMilli() : 0;
    return new TaskRecord(
        next,
        null,
        from.runs(),
        restarts.count(),
        restarts.windowStart().toEpochMilli(),
        notBefore);
  }

  private static TaskRecord withRun(TaskRecord from, @Nullable RunRecord run, int runs) {
    return new TaskRecord(
        from.state(),
        run,
        runs,
        from.windowCount(),
        from.windowStartMillis(),
        from.notBeforeMillis());
  }

  private static TaskRecord withState(TaskRecord from, TaskState state) {
    return new TaskRecord(
        state,
        from.run(),
        from.runs(),
        from.windowCount(),
        from.windowStartMillis(),
        from.notBeforeMillis());
  }

  /** The last step: nothing of the task runs. */
  private void end(boolean failed) {
    if (!dead()) {
      Instant at = now();
      set(record -> withState(record, TaskStates.dead(record.state(), failed, at)), true);
    }
    try {
      if (output.isPresent()) {
        node.logs().finish(output.get());
      }
      group.directory().unmountTask(name);
    } catch (IOException failure) {
      LOG.errorf("clearing up after task %s: %s", name, failure.getMessage());
    }
  }

  /** Adds an event that changes nothing else. */
  void add(TaskEvent event) {
    set(record -> withState(record, TaskStates.with(record.state(), event)), false);
  }

  private void set(UnaryOperator<TaskRecord> step, boolean durable) {
    lock.lock();
    try {
      TaskRecord next = step.apply(record);
      while (!stored(next, durable) && durable) {
        // Nobody may be told of an exit that is not on disk. A full disk stops this task only.
        LockSupport.parkNanos(STORE_RETRY_NANOS);
      }
      record = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    group.changed(this);
  }

  private boolean stored(TaskRecord next, boolean durable) {
    try {
      node.store().save(group.view().alloc().id(), name, next, durable);
      return true;
    } catch (IOException failure) {
      LOG.errorf("storing the state of task %s: %s", name, failure.getMessage());
      return false;
    }
  }

  /**
   * Ends the task for good and waits for that. A task that has not begun never will.
   *
   * @param shutdownDelay false to leave the task's shutdown_delay out
   * @param graceMax bound of the task's own kill_timeout
   */
  void kill(boolean shutdownDelay, Duration graceMax) throws InterruptedException {
    Task task = task();
    Duration grace = task.killTimeout().compareTo(graceMax) > 0 ? graceMax : task.killTimeout();
    add(TaskEvents.killing(now(), grace));
    RunningTask current = markKilled();
    if (current != null) {
      if (shutdownDelay && task.shutdownDelay().isPositive()) {
        add(TaskEvents.shutdownDelay(now(), task.shutdownDelay()));
        current
            .exit()
            .copy()
            .completeOnTimeout(
                new TaskExit(0, 0, false, ""), task.shutdownDelay().toNanos(), TimeUnit.NANOSECONDS)
            .join();
      }
      stop(current, task, grace);
    }
    awaitDead();
  }

  private @Nullable RunningTask markKilled() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      killed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    group.changed(this);
    lock.lockInterruptibly();
    try {
      // A start that is under way ends in a running task or in none.
      while (running == null && !dead()) {
        changed.await();
      }
      return running;
    } finally {
      lock.unlock();
    }
  }

  private void stop(RunningTask current, Task task, Duration grace) throws InterruptedException {
    Integer signal = Signals.number(task.killSignal());
    for (int attempt = 1; ; attempt++) {
      try {
        current.stop(signal == null ? Signals.INT : signal, grace);
        return;
      } catch (IOException failure) {
        LOG.errorf("killing task %s, attempt %d: %s", name, attempt, failure.getMessage());
        if (attempt == KillBackoff.ATTEMPTS) {
          add(TaskEvents.killed(now(), failure.getMessage()));
          return;
        }
        Thread.sleep(KillBackoff.after(attempt));
      }
    }
  }

  private void awaitDead() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!dead()) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
