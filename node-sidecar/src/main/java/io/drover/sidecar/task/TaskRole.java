package io.drover.sidecar.task;

import io.drover.contract.model.JobType;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskLifecycle;

/** When a task runs, relative to the others of its group. */
enum TaskRole {
  PRESTART,
  PRESTART_SIDECAR,
  MAIN,
  POSTSTART,
  POSTSTART_SIDECAR,
  POSTSTOP;

  static TaskRole of(Task task) {
    TaskLifecycle lifecycle = task.lifecycle();
    if (lifecycle == null || lifecycle.hook().isEmpty()) {
      return MAIN;
    }
    return switch (lifecycle.hook()) {
      case "prestart" -> lifecycle.sidecar() ? PRESTART_SIDECAR : PRESTART;
      case "poststart" -> lifecycle.sidecar() ? POSTSTART_SIDECAR : POSTSTART;
      case "poststop" -> POSTSTOP;
      default -> throw new IllegalArgumentException("unknown lifecycle hook " + lifecycle.hook());
    };
  }

  /** True for what runs beside the main tasks for as long as they do. */
  boolean sidecar() {
    return this == PRESTART_SIDECAR || this == POSTSTART_SIDECAR;
  }

  /** Whether a clean exit is a reason to start again. */
  boolean restartsOnSuccess(JobType type) {
    return switch (this) {
      case MAIN -> type == JobType.SERVICE || type == JobType.SYSTEM;
      case PRESTART_SIDECAR, POSTSTART_SIDECAR -> true;
      case PRESTART, POSTSTART, POSTSTOP -> false;
    };
  }
}
