package io.drover.sidecar.task;

import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.TaskPhase;
import io.drover.contract.model.TaskState;
import java.util.Collection;

/** An allocation's status out of its tasks' (semantics.md 12.4). Pure. */
record ClientStatusRule(ClientStatus status, String description) {

  static ClientStatusRule of(Collection<TaskState> tasks) {
    boolean running = false;
    boolean pending = false;
    for (TaskState task : tasks) {
      if (task.failed()) {
        return new ClientStatusRule(ClientStatus.FAILED, "Failed tasks");
      }
      running |= task.state() == TaskPhase.RUNNING;
      pending |= task.state() == TaskPhase.PENDING;
    }
    if (running) {
      return new ClientStatusRule(ClientStatus.RUNNING, "Tasks are running");
    }
    return pending
        ? new ClientStatusRule(ClientStatus.PENDING, "No tasks have started")
        : new ClientStatusRule(ClientStatus.COMPLETE, "All tasks have completed");
  }
}
