package io.drover.sidecar.task;

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
import io.drover.sidecar.recover.TaskRecord;
import io.drover.sidecar.task.RestartTracker.Decision;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lives one task through: hooks, start, exit, restart, until it is dead. Its own virtual thread
 * does that; others ask through {@link TaskHandle}. What it decides after an exit is on disk,
 * durably and together with the exit, before anybody is told; a run is on disk before it is
 * launched.
 */
final class TaskRunner {

  private static final Logger LOG = Logger.getLogger(TaskRunner.class);

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
  private final TaskJournal journal;
  private final TaskHandle handle;
  private final TaskSetup setup;
  private final TaskStopper stopper;
  private volatile boolean awaitsTurn;
  private volatile boolean complete;
  private volatile @Nullable Thread thread;

  TaskRunner(NodeServices node, Group group, Task task, @Nullable TaskRecord stored) {
    this.node = node;
    this.group = group;
    this.name = task.name();
    this.role = TaskRole.of(task);
    Instant now = node.clock().instant();
    TaskRecord first =
        stored == null
            ? TaskRecord.fresh(
                TaskStates.with(TaskStates.fresh(), TaskEvents.received(now)), now.toEpochMilli())
            : stored;
    this.handle = new TaskHandle(this::dead);
    this.journal =
        new TaskJournal(node.store(), group.view().alloc().id(), name, first, this::changed);
    this.restarts =
        new RestartTracker(
            policy(),
            role.restartsOnSuccess(group.view().job().type()),
            Instant.ofEpochMilli(first.windowStartMillis()),
            first.windowCount(),
            () -> ThreadLocalRandom.current().nextDouble());
    this.setup = new TaskSetup(node, group, name, journal, new TaskControl(this, node.clock()));
    this.stopper =
        new TaskStopper(
            node, this::task, handle, journal, () -> group.changed(this), this::onOwnThread);
    this.awaitsTurn = first.runs() == 0;
  }

  private void changed() {
    handle.wake();
    group.changed(this);
  }

  String name() {
    return name;
  }

  TaskRole role() {
    return role;
  }

  TaskState state() {
    return journal.state();
  }

  boolean dead() {
    return state().state() == TaskPhase.DEAD;
  }

  boolean killed() {
    return handle.killed();
  }

  /** True when it has ended and all of its output is where it is to be read. */
  boolean complete() {
    return dead() && complete;
  }

  /** The run under way. */
  Optional<RunningTask> running() {
    return handle.running();
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

  /** Adds an event that changes nothing else. */
  void add(TaskEvent event) {
    journal.add(event);
  }

  /** Begins the task's life, or goes on with it. */
  void begin() {
    thread =
        Thread.ofVirtual().name("task " + group.view().alloc().id() + " " + name).start(this::run);
  }

  private void run() {
    try {
      if (dead()) {
        // An earlier sidecar may have ended before it had cleared up.
        setup.takeUp();
        setup.clearUp();
        complete = true;
      } else {
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
    setup.renew();
    handle.hooks(setup.hooks());
    Optional<Decision> next = recovered();
    while (true) {
      if (next.isEmpty()) {
        next = Optional.of(mayBegin() ? runOnce() : new Decision.Done());
      }
      switch (next.get()) {
        case Decision.Done done -> {
          end(handle.failing());
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

  private boolean mayBegin() throws InterruptedException {
    if (awaitsTurn) {
      if (!group.awaitTurn(this)) {
        return false;
      }
      awaitsTurn = false;
    }
    return handle.awaitTime(journal.record().notBeforeMillis(), node.clock());
  }

  /** The outcome of a run that an earlier sidecar began, if there was one. */
  private Optional<Decision> recovered() throws InterruptedException {
    RunRecord run = journal.record().run();
    if (run == null) {
      return Optional.empty();
    }
    try {
      setup.directories();
      TaskStart start = setup.start();
      Optional<RunningTask> found =
          node.drivers().find(task().driver()).flatMap(driver -> driver.recover(run, start));
      if (found.isEmpty()) {
        return Optional.empty();
      }
      begun(found.get(), state().state() != TaskPhase.RUNNING);
      prepareAgain(found.get());
      return Optional.of(attend(found.get()));
    } catch (IOException failure) {
      add(TaskEvents.failedRestoring(now(), failure.getMessage()));
      return Optional.of(afterFailedStart(false));
    }
  }

  /** A task that runs already is not ended because a hook cannot do its part once more. */
  private void prepareAgain(RunningTask task) {
    interruptHooksAtEnd(task);
    try {
      if (!task.exit().isDone() && !killed()) {
        setup.prestart();
      }
    } catch (HookChain.Failed failed) {
      add(TaskEvents.hookFailed(now(), failed.hook(), failed.failure()));
    } catch (InterruptedException ended) {
      LOG.debugf("task %s ended while its hooks were taken up", name);
    }
  }

  private Decision runOnce() throws InterruptedException {
    try {
      if (!prepared()) {
        return new Decision.Done();
      }
    } catch (HookChain.Failed failed) {
      if (killed()) {
        return new Decision.Done();
      }
      add(TaskEvents.hookFailed(now(), failed.hook(), failed.failure()));
      return afterFailedStart(failed.failure().recoverable());
    }
    return launch();
  }

  /** Runs the hooks; false when the task is killed meanwhile. */
  private boolean prepared() throws HookChain.Failed {
    while (!killed()) {
      try {
        setup.prestart();
        return !killed();
      } catch (InterruptedException interrupted) {
        // By a kill; or by the end of the run before, a moment too late.
        LOG.debugf("the hooks of task %s were interrupted", name);
      }
    }
    return false;
  }

  /** The end of a run gets its own thread out of a hook that waits. */
  private void interruptHooksAtEnd(RunningTask task) {
    HookChain hooks = setup.hooks();
    task.exit()
        .whenComplete(
            (exit, never) -> {
              if (handle.running().filter(current -> current == task).isPresent()) {
                hooks.interrupt();
              }
            });
  }

  private Decision launch() throws InterruptedException {
    try {
      Driver driver = driver();
      TaskRecord record = journal.record();
      RunRecord run =
          new RunRecord(
              RunNames.of(group.view().alloc().id(), name, record.runs()), node.clock().millis());
      TaskStart start = setup.start();
      driver.validate(start.config());
      journal.set(from -> from.withRun(run, from.runs() + 1), false);
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

  private void begun(RunningTask task, boolean news) {
    Instant at = now();
    journal.set(
        from -> {
          TaskRecord with = from.withRun(task.record(), from.runs());
          return news
              ? with.withState(
                  TaskStates.with(TaskStates.started(with.state(), at), TaskEvents.started(at)))
              : with;
        },
        false);
    handle.began(task);
  }

  /** Waits for a run's end, and decides. */
  private Decision attend(RunningTask task) throws InterruptedException {
    interruptHooksAtEnd(task);
    try {
      if (!task.exit().isDone()) {
        setup.poststart();
      }
    } catch (InterruptedException ended) {
      LOG.debugf("task %s ended before its hooks were through", name);
    }
    TaskExit exit = exitOf(task);
    try {
      task.endRest();
      setup.flush();
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

  private static TaskExit exitOf(RunningTask task) throws InterruptedException {
    try {
      return task.exit().get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Decision settle(TaskExit exit) {
    Instant at = now();
    TaskHandle.Wish wish = handle.ended();
    if (wish == TaskHandle.Wish.END) {
      journal.set(TaskSteps.killed(exit, handle.failing(), at), true);
      return new Decision.Done();
    }
    restarts.policy(policy());
    Decision decision =
        wish == TaskHandle.Wish.RESTART
            ? new Decision.Restart(Duration.ZERO, "")
            : restarts.afterExit(wish != TaskHandle.Wish.FAILED_RUN && exit.successful(), at);
    journal.set(TaskSteps.ended(exit, decision, restarts, at), true);
    return decision;
  }

  private Decision afterFailedStart(boolean recoverable) {
    Instant at = now();
    restarts.policy(policy());
    Decision decision = restarts.afterStartFailure(recoverable, at);
    journal.set(TaskSteps.notStarted(decision, restarts, at), true);
    return decision;
  }

  /** The last step: nothing of the task runs. */
  private void end(boolean failed) {
    if (!dead()) {
      Instant at = now();
      journal.set(from -> from.withState(TaskStates.dead(from.state(), failed, at)), true);
    }
    setup.stopHooks();
    setup.clearUp();
    complete = true;
  }

  /** The sidecar stops: hooks end, the task goes on. */
  void leave() {
    setup.stopHooks();
  }

  /** Whoever wants it to end, or to begin anew. */
  TaskStopper stopper() {
    return stopper;
  }

  /** True on the task's own thread, which must not wait for what only it can do. */
  private boolean onOwnThread() {
    return Thread.currentThread() == thread;
  }

  /**
   * Restarts the run under way, without counting a try, and waits for its end; from the task's own
   * thread without waiting.
   *
   * @param inOrder whether the next run waits for its turn among the group's tasks
   * @return false when there is no run
   */
  boolean restart(TaskEvent reason, boolean inOrder) throws InterruptedException {
    return stopper.restart(reason, () -> awaitsTurn |= inOrder);
  }

  /** The job has changed in place: a run under way gets its new limits. */
  void updated(TaskGroupView before) {
    Optional<RunningTask> current = handle.running();
    Limits was = TaskLaunch.limits(before.given(name));
    Limits is = TaskLaunch.limits(group.view().given(name));
    if (current.isEmpty() || was.equals(is)) {
      return;
    }
    try {
      current.get().update(is);
    } catch (IOException refused) {
      LOG.warnf("task %s keeps its limits: %s", name, refused.getMessage());
      add(
          TaskEvents.driver(
              now(), "the limits of the running task were not changed: " + refused.getMessage()));
    }
  }

  /** Waits until the task's own thread has nothing more to do. */
  void awaitThread() throws InterruptedException {
    if (thread != null) {
      thread.join();
    }
  }

  /** Has a task that has ended begin anew, in its turn; false when it has not ended. */
  boolean revive(TaskEvent reason) throws InterruptedException {
    if (!dead() || killed()) {
      return false;
    }
    awaitThread();
    complete = false;
    awaitsTurn = true;
    journal.set(TaskSteps.revived(reason, now()), true);
    begin();
    return true;
  }
}
