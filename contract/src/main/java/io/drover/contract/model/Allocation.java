package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.JobKey;
import io.drover.contract.ids.NodeId;
import io.drover.contract.json.OmitZero;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group of a job placed on a node. On the wire the job itself stands in place of {@code jobRef}.
 * Source: objects.md 4; times are Unix nanoseconds.
 */
@RecordBuilder
@OmitZero
public record Allocation(
    AllocId id,
    String namespace,
    EvalId evalId,
    String name,
    NodeId nodeId,
    String nodeName,
    @JsonProperty("JobID") String jobId,
    JobRef jobRef,
    String taskGroup,
    AllocatedResources allocatedResources,
    @Nullable AllocMetric metrics,
    DesiredStatus desiredStatus,
    String desiredDescription,
    DesiredTransition desiredTransition,
    ClientStatus clientStatus,
    String clientDescription,
    Map<String, TaskState> taskStates,
    List<AllocState> allocStates,
    @Nullable AllocId previousAllocation,
    @Nullable AllocId nextAllocation,
    String deploymentId,
    @Nullable AllocDeploymentStatus deploymentStatus,
    @Nullable RescheduleTracker rescheduleTracker,
    @Nullable NetworkStatus networkStatus,
    @Nullable EvalId followupEvalId,
    List<AllocId> preemptedAllocations,
    @Nullable AllocId preemptedByAllocation,
    long createIndex,
    long modifyIndex,
    long allocModifyIndex,
    long createTime,
    long modifyTime)
    implements AllocationBuilder.With {

  public Allocation {
    namespace = Copies.text(namespace);
    name = Copies.text(name);
    nodeName = Copies.text(nodeName);
    jobId = Copies.text(jobId);
    taskGroup = Copies.text(taskGroup);
    desiredDescription = Copies.text(desiredDescription);
    desiredTransition = desiredTransition == null ? DesiredTransition.NONE : desiredTransition;
    clientDescription = Copies.text(clientDescription);
    taskStates = Copies.map(taskStates);
    allocStates = Copies.list(allocStates);
    deploymentId = Copies.text(deploymentId);
    preemptedAllocations = Copies.list(preemptedAllocations);
  }

  /** What names the job. */
  public JobKey job() {
    return new JobKey(namespace, jobId);
  }

  /** True when the servers want it stopped, or the node says that it has ended. */
  public boolean terminal() {
    return serverTerminal() || clientTerminal();
  }

  /** True when the servers want it stopped. */
  public boolean serverTerminal() {
    return desiredStatus != DesiredStatus.RUN;
  }

  /** True when it runs no more: the node says so, or the node is lost. */
  public boolean clientTerminal() {
    return clientStatus == ClientStatus.COMPLETE
        || clientStatus == ClientStatus.FAILED
        || clientStatus == ClientStatus.LOST;
  }

  /** The number in the brackets of its name, or -1. */
  public int index() {
    int open = name.lastIndexOf('[');
    return open < 0 || !name.endsWith("]")
        ? -1
        : Integer.parseInt(name.substring(open + 1, name.length() - 1));
  }
}
