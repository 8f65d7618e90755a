package io.drover.sidecar.task;

import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.TaskPhase;
import io.drover.contract.model.TaskState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Watches an allocation until it is healthy, or certainly not. */
final class GroupHealth {

  private static final Logger LOG = Logger.getLogger(GroupHealth.class);

  private final Clock clock;
  private final Supplier<TaskGroupView> view;
  private final Map<String, TaskRunner> tasks;
  private final Lock lock;
  private final Condition changed;
  private final Consumer<AllocDeploymentStatus> judged;

  /**
   * @param changed signalled, under {@code lock}, when a task's state has changed
   * @param judged takes the outcome
   */
  GroupHealth(
      Clock clock,
      Supplier<TaskGroupView> view,
      Map<String, TaskRunner> tasks,
      Lock lock,
      Condition changed,
      Consumer<AllocDeploymentStatus> judged) {
    this.clock = clock;
    this.view = view;
    this.tasks = tasks;
    this.lock = lock;
    this.changed = changed;
    this.judged = judged;
  }

  /** Begins to watch. */
  void begin(HealthWatch watch) {
    Thread.ofVirtual().name("health " + view.get().alloc().id()).start(() -> watch(watch));
  }

  private void watch(HealthWatch watch) {
    try {
      judge(await(watch.rule(roles(), clock.instant())));
    } catch (InterruptedException stopping) {
      LOG.debug("the health is left to the next sidecar");
    }
  }

  private Map<String, TaskRole> roles() {
    Map<String, TaskRole> roles = new TreeMap<>();
    tasks.forEach((name, task) -> roles.put(name, task.role()));
    return roles;
  }

  private Map<String, TaskState> states() {
    Map<String, TaskState> states = new TreeMap<>();
    tasks.forEach((name, task) -> states.put(name, task.state()));
    return states;
  }

  private HealthRule.Judgement await(HealthRule rule) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        Instant now = clock.instant();
        HealthRule.Judgement judgement = rule.judge(states(), now);
        if (!(judgement instanceof HealthRule.Judgement.Wait wait)) {
          return judgement;
        }
        changed.await(
            Math.max(1, Duration.between(now, wait.until()).toMillis()), TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  private void judge(HealthRule.Judgement judgement) {
    Instant now = clock.instant();
    if (judgement instanceof HealthRule.Judgement.Unhealthy unhealthy) {
      tasks.values().stream()
          .filter(task -> task.role() != TaskRole.POSTSTOP)
          .filter(task -> task.state().state() != TaskPhase.RUNNING)
          .forEach(task -> task.add(TaskEvents.unhealthy(now, unhealthy.reason())));
    }
    AllocDeploymentStatus before = view.get().alloc().deploymentStatus();
    judged.accept(
        new AllocDeploymentStatus(
            judgement instanceof HealthRule.Judgement.Healthy,
            now,
            before != null && before.canary(),
            0));
  }
}
