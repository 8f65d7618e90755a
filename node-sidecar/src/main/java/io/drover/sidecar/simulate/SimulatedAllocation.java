package io.drover.sidecar.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.protobuf.ByteString;
import io.drover.contract.json.Json;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.TaskEvent;
import io.drover.contract.model.TaskPhase;
import io.drover.contract.model.TaskState;
import io.drover.contract.node.v1.AllocationState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One allocation on its node; small, since there may be a million. What is reported of it is made
 * from these few members when it is sent. Belongs to its node's thread.
 */
final class SimulatedAllocation {

  final String id;
  final GroupPlan plan;
  ClientStatus status = ClientStatus.PENDING;
  String deploymentId;
  boolean stopping;
  @Nullable Instant startedAt;
  @Nullable Instant finishedAt;
  @Nullable Instant healthyAt;
  int exitCode;

  SimulatedAllocation(String id, GroupPlan plan, String deploymentId) {
    this.id = id;
    this.plan = plan;
    this.deploymentId = deploymentId;
  }

  boolean ended() {
    return status == ClientStatus.COMPLETE || status == ClientStatus.FAILED;
  }

  AllocationState report() {
    TaskState state = taskState();
    Map<String, TaskState> tasks = new TreeMap<>();
    plan.tasks().forEach(task -> tasks.put(task, state));
    AllocationState.Builder report =
        AllocationState.newBuilder()
            .setAllocId(id)
            .setClientStatus(status.word())
            .setClientDescription(description())
            .setTaskStatesJson(json(tasks));
    if (healthyAt != null) {
      report.setDeploymentStatusJson(json(new AllocDeploymentStatus(true, healthyAt, false, 0)));
    }
    return report.build();
  }

  private String description() {
    return switch (status) {
      case PENDING -> "No tasks have started";
      case RUNNING -> "Tasks are running";
      case COMPLETE -> "All tasks have completed";
      case FAILED -> "Failed tasks";
      case LOST, UNKNOWN -> "";
    };
  }

  private TaskState taskState() {
    List<TaskEvent> events = new ArrayList<>();
    if (startedAt != null) {
      events.add(event("Started", startedAt, "Task started by client", false, 0));
    }
    if (finishedAt != null) {
      boolean failed = status == ClientStatus.FAILED;
      events.add(
          stopping
              ? event("Killed", finishedAt, "Task successfully killed", false, 0)
              : event("Terminated", finishedAt, "Exit Code: " + exitCode, failed, exitCode));
    }
    return new TaskState(
        ended() ? TaskPhase.DEAD : startedAt == null ? TaskPhase.PENDING : TaskPhase.RUNNING,
        status == ClientStatus.FAILED,
        0,
        null,
        startedAt,
        finishedAt,
        events);
  }

  private static TaskEvent event(
      String type, Instant at, String text, boolean failsTask, int exitCode) {
    long nanos = at.getEpochSecond() * 1_000_000_000 + at.getNano();
    return new TaskEvent(type, nanos, "", text, Map.of(), failsTask, exitCode, 0, "", 0, "");
  }

  private static ByteString json(Object value) {
    try {
      return ByteString.copyFrom(Json.MAPPER.writeValueAsBytes(value));
    } catch (JsonProcessingException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
