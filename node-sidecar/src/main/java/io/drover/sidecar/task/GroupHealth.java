package io.drover.sidecar.task;

import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.Service;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Watches an allocation until it is healthy, or certainly not. One that the servers stop is neither
 * from then on.
 */
final class GroupHealth {

  private static final Logger LOG = Logger.getLogger(GroupHealth.class);

  private final Clock clock;
  private final Supplier<TaskGroupView> view;
  private final Map<String, TaskRunner> tasks;
  private final Supplier<Optional<Instant>> checksPass;
  private final Lock lock;
  private final Condition changed;
  private final Consumer<AllocDeploymentStatus> judged;
  private @Nullable HealthWatch current;

  /**
   * @param checksPass since when all checks have passed; nothing when one does not
   * @param changed signalled, under {@code lock}, when a task's state, a check or the view has
   *     changed
   * @param judged takes the outcome
   */
  GroupHealth(
      Clock clock,
      Supplier<TaskGroupView> view,
      Map<String, TaskRunner> tasks,
      Supplier<Optional<Instant>> checksPass,
      Lock lock,
      Condition changed,
      Consumer<AllocDeploymentStatus> judged) {
    this.clock = clock;
    this.view = view;
    this.tasks = tasks;
    this.checksPass = checksPass;
    this.lock = lock;
    this.changed = changed;
    this.judged = judged;
  }

  /** Begins to watch; what was watched before is watched no more. */
  void begin(HealthWatch watch) {
    lock.lock();
    try {
      current = watch;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("health " + view.get().alloc().id()).start(() -> watch(watch));
  }

  private void watch(HealthWatch watch) {
    HealthRule rule = watch.rule(roles(), withChecks(), clock.instant());
    try {
      Optional<HealthRule.Judgement> judgement = await(watch, rule);
      if (judgement.isPresent()) {
        boolean healthy = judgement.get() instanceof HealthRule.Judgement.Healthy;
        if (!healthy && watch.told()) {
          tell(rule);
        }
        judge(healthy);
      }
    } catch (InterruptedException stopping) {
      LOG.debug("the health is left to the next sidecar");
    }
  }

  private Map<String, TaskRole> roles() {
    Map<String, TaskRole> roles = new TreeMap<>();
    tasks.forEach((name, task) -> roles.put(name, task.role()));
    return roles;
  }

  private Set<String> withChecks() {
    return view.get().group().tasks().stream()
        .filter(
            task -> task.services().stream().map(Service::checks).anyMatch(all -> !all.isEmpty()))
        .map(Task::name)
        .collect(Collectors.toSet());
  }

  private Map<String, TaskState> states() {
    Map<String, TaskState> states = new TreeMap<>();
    tasks.forEach((name, task) -> states.put(name, task.state()));
    return states;
  }

  /** Nothing when it is not to be judged any more. */
  private Optional<HealthRule.Judgement> await(HealthWatch watch, HealthRule rule)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      // By identity: the next deployment may well have the same times.
      while (current == watch && !view.get().alloc().serverTerminal()) {
        Instant now = clock.instant();
        Optional<Instant> passing = watch.checks() ? checksPass.get() : Optional.of(rule.since());
        HealthRule.Judgement judgement = rule.judge(states(), passing, now);
        if (!(judgement instanceof HealthRule.Judgement.Wait wait)) {
          return Optional.of(judgement);
        }
        changed.await(
            Math.max(1, Duration.between(now, wait.until()).toMillis()), TimeUnit.MILLISECONDS);
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void tell(HealthRule rule) {
    Instant now = clock.instant();
    rule.reasons(states())
        .forEach((name, why) -> tasks.get(name).add(TaskEvents.unhealthy(now, why)));
  }

  private void judge(boolean healthy) {
    AllocDeploymentStatus before = view.get().alloc().deploymentStatus();
    judged.accept(
        new AllocDeploymentStatus(healthy, clock.instant(), before != null && before.canary(), 0));
  }
}
