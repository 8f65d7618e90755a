package io.drover.sidecar.task;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.TaskState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an allocation stands, for the servers.
 *
 * @param urgent false when only events were added, which can wait for company
 */
public record AllocReport(
    AllocId id,
    ClientStatus status,
    String description,
    Map<String, TaskState> tasks,
    @Nullable AllocDeploymentStatus health,
    boolean urgent) {}
