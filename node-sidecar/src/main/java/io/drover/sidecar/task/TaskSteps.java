package io.drover.sidecar.task;

import io.drover.contract.model.TaskState;
import io.drover.sidecar.drivers.TaskExit;
import io.drover.sidecar.recover.TaskRecord;
import io.drover.sidecar.task.RestartTracker.Decision;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** What becomes of a task's record when a run has ended or did not begin. Pure. */
final class TaskSteps {

  private TaskSteps() {}

  /** A killed task has ended. */
  static UnaryOperator<TaskRecord> killed(TaskExit exit, boolean failed, Instant at) {
    return from -> {
      TaskState told =
          TaskStates.with(
              TaskStates.with(from.state(), TaskEvents.terminated(at, exit)),
              TaskEvents.killed(at, ""));
      return from.withRun(null, from.runs()).withState(TaskStates.dead(told, failed, at));
    };
  }

  /** A run has ended, and that is what follows. */
  static UnaryOperator<TaskRecord> ended(
      TaskExit exit, Decision decision, RestartTracker restarts, Instant at) {
    return from ->
        decided(
            from,
            TaskStates.with(from.state(), TaskEvents.terminated(at, exit)),
            decision,
            restarts,
            at);
  }

  /** A run did not begin, and that is what follows. */
  static UnaryOperator<TaskRecord> notStarted(
      Decision decision, RestartTracker restarts, Instant at) {
    return from -> decided(from, from.state(), decision, restarts, at);
  }

  /** A task that has ended begins anew. */
  static UnaryOperator<TaskRecord> revived(io.drover.contract.model.TaskEvent why, Instant at) {
    return from -> {
      TaskState again =
          TaskStates.with(
              TaskStates.restarting(TaskStates.with(from.state(), why), at),
              TaskEvents.restarting(at, java.time.Duration.ZERO, ""));
      return from.withState(again)
          .withWindow(from.windowCount(), from.windowStartMillis(), at.toEpochMilli());
    };
  }

  private static TaskRecord decided(
      TaskRecord from, TaskState state, Decision decision, RestartTracker restarts, Instant at) {
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
    return from.withRun(null, from.runs())
        .withState(next)
        .withWindow(restarts.count(), restarts.windowStart().toEpochMilli(), notBefore);
  }
}
