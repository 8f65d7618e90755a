package io.drover.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.drover.contract.ids.AllocId;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.DesiredTransition;
import io.drover.contract.model.JobType;
import io.drover.contract.model.RescheduleTracker;
import io.drover.contract.model.TaskState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An allocation that would have to stop, as a plan shows it: without its resources. Ids that are
 * not there are empty. Source: objects.md 4.
 */
public record AllocationStub(
    AllocId id,
    @JsonProperty("EvalID") String evalId,
    String name,
    String namespace,
    @JsonProperty("NodeID") String nodeId,
    String nodeName,
    @JsonProperty("JobID") String jobId,
    JobType jobType,
    long jobVersion,
    String taskGroup,
    @Nullable AllocatedResources allocatedResources,
    DesiredStatus desiredStatus,
    String desiredDescription,
    ClientStatus clientStatus,
    String clientDescription,
    DesiredTransition desiredTransition,
    Map<String, TaskState> taskStates,
    @Nullable AllocDeploymentStatus deploymentStatus,
    @JsonProperty("FollowupEvalID") String followupEvalId,
    String nextAllocation,
    @Nullable RescheduleTracker rescheduleTracker,
    List<AllocId> preemptedAllocations,
    String preemptedByAllocation,
    long createIndex,
    long modifyIndex,
    long createTime,
    long modifyTime) {

  static AllocationStub of(Allocation a) {
    return new AllocationStub(
        a.id(),
        a.evalId().value(),
        a.name(),
        a.namespace(),
        a.nodeId().value(),
        a.nodeName(),
        a.jobId(),
        a.jobRef().type(),
        a.jobRef().version(),
        a.taskGroup(),
        null,
        a.desiredStatus(),
        a.desiredDescription(),
        a.clientStatus(),
        a.clientDescription(),
        a.desiredTransition(),
        a.taskStates(),
        a.deploymentStatus(),
        text(a.followupEvalId()),
        text(a.nextAllocation()),
        a.rescheduleTracker(),
        a.preemptedAllocations(),
        text(a.preemptedByAllocation()),
        a.createIndex(),
        a.modifyIndex(),
        a.createTime(),
        a.modifyTime());
  }

  private static String text(@Nullable Object id) {
    return id == null ? "" : id.toString();
  }
}
