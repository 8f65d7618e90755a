package io.drover.sidecar.task;

import io.drover.contract.model.TaskPhase;
import io.drover.contract.model.TaskState;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The order of a group's tasks, and what the end of one means for the others. Pure. */
final class Lifecycle {

  private final Map<String, TaskRole> roles;
  private final Optional<String> leader;

  Lifecycle(Map<String, TaskRole> roles, Optional<String> leader) {
    this.roles = new TreeMap<>(roles);
    this.leader = leader;
  }

  /** Why all tasks of the group have to end. */
  sealed interface Fall {
    /** A task failed. */
    record SiblingFailed(String name) implements Fall {}

    /** The leader has ended. */
    record LeaderDead(String name) implements Fall {}

    /** Only what runs beside main tasks is left. */
    record MainDead() implements Fall {}
  }

  /** True when a task may begin. */
  boolean mayStart(String task, Map<String, TaskState> states) {
    return switch (roles.get(task)) {
      case PRESTART, PRESTART_SIDECAR -> true;
      case MAIN ->
          all(TaskRole.PRESTART, states, TaskState::successful)
              && all(
                  TaskRole.PRESTART_SIDECAR,
                  states,
                  state -> state.state() == TaskPhase.RUNNING || state.startedAt() != null);
      case POSTSTART, POSTSTART_SIDECAR ->
          all(TaskRole.MAIN, states, state -> state.state() != TaskPhase.PENDING);
      case POSTSTOP -> allEnded(states);
    };
  }

  private boolean all(
      TaskRole role, Map<String, TaskState> states, Predicate<TaskState> condition) {
    return roles.entrySet().stream()
        .filter(entry -> entry.getValue() == role)
        .allMatch(entry -> condition.test(states.get(entry.getKey())));
  }

  private boolean allEnded(Map<String, TaskState> states) {
    return roles.entrySet().stream()
        .filter(entry -> entry.getValue() != TaskRole.POSTSTOP)
        .allMatch(entry -> states.get(entry.getKey()).state() == TaskPhase.DEAD);
  }

  /** Whether the state of the tasks is a reason to end the rest. */
  Optional<Fall> fall(Map<String, TaskState> states) {
    if (allEnded(states)) {
      return Optional.empty();
    }
    for (Map.Entry<String, TaskRole> task : roles.entrySet()) {
      if (task.getValue() != TaskRole.POSTSTOP && states.get(task.getKey()).failed()) {
        return Optional.of(new Fall.SiblingFailed(task.getKey()));
      }
    }
    if (leader.isPresent() && states.get(leader.get()).state() == TaskPhase.DEAD) {
      return Optional.of(new Fall.LeaderDead(leader.get()));
    }
    boolean onlySidecars =
        roles.entrySet().stream()
            .filter(task -> task.getValue() != TaskRole.POSTSTOP && !task.getValue().sidecar())
            .allMatch(task -> states.get(task.getKey()).state() == TaskPhase.DEAD);
    return onlySidecars ? Optional.of(new Fall.MainDead()) : Optional.empty();
  }
}
