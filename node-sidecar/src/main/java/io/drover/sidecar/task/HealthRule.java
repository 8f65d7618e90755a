package io.drover.sidecar.task;

import io.drover.contract.json.GoDuration;
import io.drover.contract.model.TaskPhase;
import io.drover.contract.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Whether an allocation counts as healthy, by its tasks alone (semantics.md 12.6). Pure.
 *
 * @param since when its first task could have begun
 */
record HealthRule(
    Map<String, TaskRole> roles, Instant since, Duration minHealthyTime, Duration deadline) {

  /** What can be said now. */
  sealed interface Judgement {
    /** It is healthy. */
    record Healthy() implements Judgement {}

    /** It is not, and will not be. */
    record Unhealthy(String reason) implements Judgement {}

    /** Ask again then, or after a change. */
    record Wait(Instant until) implements Judgement {}
  }

  Judgement judge(Map<String, TaskState> states, Instant now) {
    Instant healthySince = since;
    boolean allUp = true;
    for (Map.Entry<String, TaskRole> task : roles.entrySet()) {
      TaskState state = states.get(task.getKey());
      if (task.getValue() == TaskRole.POSTSTOP) {
        continue;
      }
      if (state.failed()) {
        return new Judgement.Unhealthy("Unhealthy because of failed task");
      }
      boolean endIsGood =
          task.getValue() == TaskRole.PRESTART || task.getValue() == TaskRole.POSTSTART;
      if (state.state() == TaskPhase.DEAD && !endIsGood) {
        return new Judgement.Unhealthy("Unhealthy because of dead task");
      }
      allUp &= isUp(task.getValue(), state);
      Instant started = state.startedAt();
      if (started != null && state.state() == TaskPhase.RUNNING && started.isAfter(healthySince)) {
        healthySince = started;
      }
    }
    return judge(allUp, healthySince, now);
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
      return new Judgement.Unhealthy(
          allUp
              ? "Task not running for min_healthy_time of "
                  + GoDuration.format(minHealthyTime)
                  + " by healthy_deadline of "
                  + GoDuration.format(deadline)
              : "Task not running by healthy_deadline of " + GoDuration.format(deadline));
    }
    return new Judgement.Wait(allUp && enough.isBefore(end) ? enough : end);
  }
}
