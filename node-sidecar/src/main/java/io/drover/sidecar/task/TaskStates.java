package io.drover.sidecar.task;

import io.drover.contract.model.TaskEvent;
import io.drover.contract.model.TaskPhase;
import io.drover.contract.model.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps of a task's state, each a pure function of the one before. */
final class TaskStates {

  // The client keeps this many (objects.md 4.1).
  private static final int EVENTS_MAX = 10;

  private TaskStates() {}

  static TaskState fresh() {
    return new TaskState(TaskPhase.PENDING, false, 0, null, null, null, List.of());
  }

  static TaskState with(TaskState state, TaskEvent event) {
    List<TaskEvent> events = new ArrayList<>(state.events());
    events.add(event);
    return change(
        state,
        state.state(),
        state.failed(),
        state.restarts(),
        state.lastRestart(),
        state.startedAt(),
        state.finishedAt(),
        events.subList(Math.max(0, events.size() - EVENTS_MAX), events.size()));
  }

  static TaskState started(TaskState state, Instant at) {
    return change(
        state,
        TaskPhase.RUNNING,
        false,
        state.restarts(),
        state.lastRestart(),
        at,
        state.finishedAt(),
        state.events());
  }

  static TaskState restarting(TaskState state, Instant at) {
    return change(
        state,
        TaskPhase.PENDING,
        false,
        state.restarts() + 1,
        at,
        state.startedAt(),
        state.finishedAt(),
        state.events());
  }

  static TaskState dead(TaskState state, boolean failed, Instant at) {
    return change(
        state,
        TaskPhase.DEAD,
        failed,
        state.restarts(),
        state.lastRestart(),
        state.startedAt(),
        at,
        state.events());
  }

  private static TaskState change(
      TaskState from,
      TaskPhase phase,
      boolean failed,
      long restarts,
      @Nullable Instant lastRestart,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      List<TaskEvent> events) {
    return from.with(
        builder ->
            builder
                .state(phase)
                .failed(failed)
                .restarts(restarts)
                .lastRestart(lastRestart)
                .startedAt(startedAt)
                .finishedAt(finishedAt)
                .events(events));
  }
}
