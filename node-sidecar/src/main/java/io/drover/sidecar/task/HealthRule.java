package io.drover.sidecar.task;

import io.drover.contract.json.GoDuration;
import io.drover.contract.model.TaskPhase;
import io.drover.contract.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether an allocation counts as healthy (semantics.md 12.6). Pure.
 *
 * @param withChecks tasks whose services have checks that must pass
 * @param since when its first task could have begun
 */
record HealthRule(
    Map<String, TaskRole> roles,
    Set<String> withChecks,
    Instant since,
    Duration minHealthyTime,
    Duration deadline) {

  /** What can be said now. */
  sealed interface Judgement {
    /** It is healthy. */
    record Healthy() implements Judgement {}

    /** It is not, and will not be. */
    record Unhealthy() implements Judgement {}

    /** Ask again then, or after a change. */
    record Wait(Instant until) implements Judgement {}
  }

  /**
   * Judges it.
   *
   * @param passingSince since when all checks that must pass have passed; nothing when one does not
   */
  Judgement judge(Map<String, TaskState> states, Optional<Instant> passingSince, Instant now) {
    Instant healthySince = since;
    boolean allUp = true;
    for (Map.Entry<String, TaskRole> task : roles.entrySet()) {
      TaskState state = states.get(task.getKey());
      if (task.getValue() == TaskRole.POSTSTOP) {
        continue;
      }
      if (state.failed() || state.state() == TaskPhase.DEAD && !mayEnd(task.getValue())) {
        return new Judgement.Unhealthy();
      }
      allUp &= isUp(task.getValue(), state);
      Instant started = state.startedAt();
      if (started != null && state.state() == TaskPhase.RUNNING && started.isAfter(healthySince)) {
        healthySince = started;
      }
    }
    if (passingSince.isPresent() && passingSince.get().isAfter(healthySince)) {
      healthySince = passingSince.get();
    }
    return judge(allUp && passingSince.isPresent(), healthySince, now);
  }

  private static boolean mayEnd(TaskRole role) {
    return role == TaskRole.PRESTART || role == TaskRole.POSTSTART;
  }

  private static boolean isUp(TaskRole role, TaskState state) {
    return role == TaskRole.PRESTART
        ? state.successful()
        : state.state() == TaskPhase.RUNNING || state.successful();
  }

  private Judgement judge(boolean allUp, Instant healthySince, Instant now) {
    Instant end = since.plus(deadline);
    Instant enough = healthySince.plus(minHealthyTime);
    if (allUp && !now.isBefore(enough) && !enough.isAfter(end)) {
      return new Judgement.Healthy();
    }
    if (!now.isBefore(end)) {
      return new Judgement.Unhealthy();
    }
    return new Judgement.Wait(allUp && enough.isBefore(end) ? enough : end);
  }

  /** What each task contributes to an allocation that is not healthy; others have no part in it. */
  Map<String, String> reasons(Map<String, TaskState> states) {
    Map<String, String> reasons = new TreeMap<>();
    roles.forEach(
        (name, role) -> {
          if (role != TaskRole.POSTSTOP) {
            reason(name, role, states.get(name)).ifPresent(why -> reasons.put(name, why));
          }
        });
    return reasons;
  }

  private Optional<String> reason(String name, TaskRole role, TaskState state) {
    if (state.failed()) {
      return Optional.of("Unhealthy because of failed task");
    }
    Instant started = state.startedAt();
    String byDeadline = "by healthy_deadline of " + GoDuration.format(deadline);
    return switch (state.state()) {
      case PENDING -> Optional.of("Task not running " + byDeadline);
      case DEAD -> mayEnd(role) ? unchecked(name) : Optional.of("Unhealthy because of dead task");
      case RUNNING ->
          started != null && started.plus(minHealthyTime).isAfter(since.plus(deadline))
              ? Optional.of(
                  "Task not running for min_healthy_time of "
                      + GoDuration.format(minHealthyTime)
                      + " "
                      + byDeadline)
              : unchecked(name);
    };
  }

  private Optional<String> unchecked(String name) {
    return withChecks.contains(name)
        ? Optional.of("Service checks not registered")
        : Optional.empty();
  }
}
