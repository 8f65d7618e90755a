package io.drover.event;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.TaskState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a node says of one of its allocations. */
public record AllocationReport(
    AllocId id,
    ClientStatus clientStatus,
    String clientDescription,
    Map<String, TaskState> taskStates,
    @Nullable AllocDeploymentStatus deploymentStatus) {

  public AllocationReport {
    taskStates = taskStates == null ? Map.of() : Map.copyOf(taskStates);
  }
}
