package io.drover.sidecar.task;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskPhase;
import io.drover.contract.model.TaskState;
import io.drover.sidecar.recover.AllocRecord;
import io.drover.sidecar.recover.TaskRecord;
import io.drover.sidecar.task.check.AllocChecks;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of one allocation: in their order, and to the end of all when one's end demands
 * it. Each task has a virtual thread; a kill has another. None is ever interrupted: the end of the
 * sidecar finds them anywhere, as its death would, and what is on disk is right at every moment.
 * The lock guards the view, the health and the waiting for turns; task states are read without it.
 */
public final class AllocRunner implements TaskRunner.Group {

  private static final Logger LOG = Logger.getLogger(AllocRunner.class);

  private final NodeServices node;
  private final AllocDir directory;
  private final Map<String, TaskRunner> tasks = new LinkedHashMap<>();
  private final Lifecycle lifecycle;
  private final Map<String, TaskRole> roles = new TreeMap<>();
  private final GroupKill kill;
  private final GroupRequests requests;
  private final GroupHealth watching;
  private final GroupChecks checks;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile TaskGroupView view;
  private volatile @Nullable AllocDeploymentStatus health;
  private final Object reporting = new Object();
  private boolean ending;
  private volatile boolean forgotten;
  private volatile Duration graceMax;
  private @Nullable ClientStatus told;
  private Map<String, TaskPhase> toldPhases = Map.of();

  AllocRunner(
      NodeServices node,
      Allocation alloc,
      JobSpec job,
      @Nullable AllocDeploymentStatus health,
      Map<String, TaskRecord> stored) {
    this.node = node;
    this.view = TaskGroupView.of(alloc, job);
    this.health = health;
    this.graceMax = node.maxKillTimeout();
    this.directory = new AllocDir(node.allocs(), alloc.id(), node.privileged());
    for (Task task : view.group().tasks()) {
      roles.put(task.name(), TaskRole.of(task));
      tasks.put(task.name(), new TaskRunner(node, this, task, stored.get(task.name())));
    }
    this.kill = new GroupKill(node.clock(), this::view, tasks.values(), () -> graceMax);
    this.requests = new GroupRequests(node.clock(), tasks, this::over);
    this.checks = new GroupChecks(node, this::view, directory, tasks, this::wake);
    this.watching =
        new GroupHealth(
            node.clock(),
            this::view,
            tasks,
            checks.results()::passingSince,
            lock,
            changed,
            this::judged);
    this.lifecycle =
        new Lifecycle(
            roles, view.group().tasks().stream().filter(Task::leader).map(Task::name).findFirst());
  }

  AllocId id() {
    return view.alloc().id();
  }

  @Override
  public TaskGroupView view() {
    return view;
  }

  @Override
  public AllocDir directory() {
    return directory;
  }

  /** How its tasks stand. */
  public Map<String, TaskState> states() {
    Map<String, TaskState> states = new TreeMap<>();
    tasks.forEach((name, task) -> states.put(name, task.state()));
    return states;
  }

  /** Its checks with their results. */
  AllocChecks checks() {
    return checks.results();
  }

  /** What users may ask of its tasks. */
  GroupRequests requests() {
    return requests;
  }

  /** True when all of its tasks have ended. */
  boolean ended() {
    return tasks.values().stream().allMatch(TaskRunner::dead);
  }

  /**
   * True when a task has ended and all of its output is there to be read; also for none of ours.
   */
  boolean complete(String task) {
    TaskRunner runner = tasks.get(task);
    return runner == null || runner.complete();
  }

  /** When the last of its tasks ended; the beginning of time for those that never began. */
  Instant endedAt() {
    return tasks.values().stream()
        .map(task -> task.state().finishedAt())
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  /** Whether it has ended, or is to end. */
  private boolean over() {
    lock.lock();
    try {
      return ending || ended() || view.alloc().serverTerminal();
    } finally {
      lock.unlock();
    }
  }

  /** The sidecar stops; the tasks go on. */
  void leave() {
    tasks.values().forEach(TaskRunner::leave);
  }

  /** Begins, or goes on where an earlier sidecar was. */
  void start() throws IOException {
    save();
    if (view.alloc().serverTerminal()) {
      // Before any task has its turn. Without a past there is nothing that poststop tasks follow.
      forgotten = tasks.values().stream().allMatch(task -> task.state().startedAt() == null);
      kill(Optional.empty());
    }
    report(true);
    for (TaskRunner task : tasks.values()) {
      task.begin();
    }
    if (!view.alloc().serverTerminal()) {
      if (!ended()) {
        checks.observe();
      }
      HealthWatch.of(view, health).ifPresent(watching::begin);
    }
    settle();
  }

  private static void spawn(String name, Runnable body) {
    Thread.ofVirtual().name(name).start(body);
  }

  private void save() throws IOException {
    node.store().save(new AllocRecord(view.alloc(), health));
  }

  /** What the servers want has changed. */
  void update(Allocation alloc, JobSpec job) throws IOException {
    TaskGroupView before = view;
    boolean otherDeployment = !alloc.deploymentId().equals(before.alloc().deploymentId());
    lock.lock();
    try {
      view = TaskGroupView.of(alloc, job);
      if (otherDeployment) {
        health = null;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (!alloc.equals(before.alloc()) || otherDeployment) {
      save();
    }
    if (alloc.clientStatus() == ClientStatus.UNKNOWN) {
      reportAgain(); // The servers gave this node up for a while and wait to be told.
    }
    if (alloc.serverTerminal()) {
      kill(Optional.empty());
      return;
    }
    tasks.values().forEach(task -> task.updated(before));
    if (!over()) {
      checks.observe();
    }
    if (otherDeployment) {
      HealthWatch.of(view, health).ifPresent(watching::begin);
    }
  }

  @Override
  public boolean awaitTurn(TaskRunner task) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!task.killed() && !forgotten) {
        if (lifecycle.mayStart(task.name(), states())
            && (!ending || task.role() == TaskRole.POSTSTOP)) {
          return true;
        }
        changed.await();
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void changed(TaskRunner task) {
    settle();
    report(false);
  }

  private void settle() {
    Optional<Lifecycle.Fall> fall;
    lock.lock();
    try {
      fall = ending ? Optional.empty() : lifecycle.fall(states());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    fall.ifPresent(reason -> kill(Optional.of(reason)));
    if (ended()) {
      checks.end();
    }
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reports; what has not changed what the servers act on may wait. A later report takes the place
   * of an earlier one, so none may be handed over that was put together before the one handed over
   * last.
   */
  private void report(boolean urgent) {
    synchronized (reporting) {
      reportInTurn(urgent);
    }
  }

  private void reportInTurn(boolean urgent) {
    Map<String, TaskState> states = states();
    ClientStatusRule rule = ClientStatusRule.of(states.values());
    Map<String, TaskPhase> phases = new TreeMap<>();
    states.forEach((name, state) -> phases.put(name, state.state()));
    boolean news;
    lock.lock();
    try {
      news = urgent || rule.status() != told || !phases.equals(toldPhases);
      told = rule.status();
      toldPhases = phases;
    } finally {
      lock.unlock();
    }
    node.reports()
        .accept(new AllocReport(id(), rule.status(), rule.description(), states, health, news));
  }

  /** Reports how it stands now. */
  void reportAgain() {
    report(true);
  }

  /** For how long its tasks may run without the servers; nothing: for ever, or it ends anyway. */
  Optional<Duration> mayGoOnAlone() {
    return over()
        ? Optional.empty()
        : Optional.ofNullable(view.group().stopAfterClientDisconnect());
  }

  /** Ends all tasks, in their order; once. */
  void kill(Optional<Lifecycle.Fall> reason) {
    lock.lock();
    try {
      if (ending) {
        return;
      }
      ending = true;
    } finally {
      lock.unlock();
    }
    checks.end();
    spawn("kill " + id(), () -> killAll(reason));
  }

  private void killAll(Optional<Lifecycle.Fall> reason) {
    try {
      kill.all(reason);
    } catch (InterruptedException stopping) {
      LOG.debugf("ending allocation %s is left to the next sidecar", id());
    }
  }

  private void judged(AllocDeploymentStatus found) {
    health = found;
    try {
      save();
    } catch (IOException failure) {
      LOG.errorf("storing the health of %s: %s", id(), failure.getMessage());
    }
    report(true);
  }

  /** Ends all tasks, poststop ones too, waits for that, and removes every trace. */
  void forget() throws InterruptedException, IOException {
    if (!ended()) {
      end(node.maxKillTimeout());
    }
    lock.lock();
    try {
      // Nothing begins any more.
      ending = true;
      forgotten = true;
    } finally {
      lock.unlock();
    }
    for (TaskRunner task : tasks.values()) {
      task.awaitThread();
    }
    directory.destroy();
    node.store().remove(id());
  }

  /** Ends all tasks, poststop ones too, within that grace, and waits for it. */
  void end(Duration grace) throws InterruptedException {
    lock.lock();
    try {
      graceMax = grace;
      forgotten = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    kill(Optional.empty());
    awaitDead(task -> task.role() != TaskRole.POSTSTOP);
    kill.those(task -> task.role() == TaskRole.POSTSTOP && !task.dead(), false);
    awaitDead(task -> true);
  }

  private void awaitDead(Predicate<TaskRunner> which) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!tasks.values().stream().filter(which).allMatch(TaskRunner::dead)) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
