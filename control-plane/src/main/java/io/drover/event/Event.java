package io.drover.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * A fact that was decided. Events are the only thing ever written to the log; the state is what
 * follows from them. Names and members are append-only: an event that has been released keeps its
 * meaning for ever, a new meaning is a new event.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JobRegistered.class, name = "JobRegistered.1"),
  @JsonSubTypes.Type(value = JobStopped.class, name = "JobStopped.1"),
  @JsonSubTypes.Type(value = JobPurged.class, name = "JobPurged.1"),
  @JsonSubTypes.Type(value = EvaluationsUpdated.class, name = "EvaluationsUpdated.1"),
  @JsonSubTypes.Type(value = PlanApplied.class, name = "PlanApplied.1"),
  @JsonSubTypes.Type(value = AllocationsReported.class, name = "AllocationsReported.1"),
  @JsonSubTypes.Type(value = AllocationsMarked.class, name = "AllocationsMarked.1"),
  @JsonSubTypes.Type(value = NodeRegistered.class, name = "NodeRegistered.1"),
  @JsonSubTypes.Type(value = NodeStatusChanged.class, name = "NodeStatusChanged.1"),
  @JsonSubTypes.Type(value = NodePurged.class, name = "NodePurged.1"),
  @JsonSubTypes.Type(value = JobStabilityChanged.class, name = "JobStabilityChanged.1"),
  @JsonSubTypes.Type(value = JobSourceKept.class, name = "JobSourceKept.1"),
  @JsonSubTypes.Type(value = ScalingEventRecorded.class, name = "ScalingEventRecorded.1"),
  @JsonSubTypes.Type(value = ScalingPoliciesChanged.class, name = "ScalingPoliciesChanged.1"),
  @JsonSubTypes.Type(value = PeriodicLaunched.class, name = "PeriodicLaunched.1"),
  @JsonSubTypes.Type(value = DeploymentStatusChanged.class, name = "DeploymentStatusChanged.1"),
  @JsonSubTypes.Type(value = DeploymentPromoted.class, name = "DeploymentPromoted.1"),
  @JsonSubTypes.Type(value = AllocationHealthSet.class, name = "AllocationHealthSet.1"),
  @JsonSubTypes.Type(value = DeploymentsDeleted.class, name = "DeploymentsDeleted.1"),
  @JsonSubTypes.Type(value = EvaluationsDeleted.class, name = "EvaluationsDeleted.1"),
  @JsonSubTypes.Type(value = NodeDrainChanged.class, name = "NodeDrainChanged.1"),
  @JsonSubTypes.Type(value = NodeEligibilityChanged.class, name = "NodeEligibilityChanged.1"),
  @JsonSubTypes.Type(value = NamespacesWritten.class, name = "NamespacesWritten.1"),
  @JsonSubTypes.Type(value = NamespacesDeleted.class, name = "NamespacesDeleted.1"),
  @JsonSubTypes.Type(value = NodePoolsWritten.class, name = "NodePoolsWritten.1"),
  @JsonSubTypes.Type(value = NodePoolsDeleted.class, name = "NodePoolsDeleted.1"),
  @JsonSubTypes.Type(value = SchedulingConfigured.class, name = "SchedulingConfigured.1"),
  @JsonSubTypes.Type(value = SummariesReconciled.class, name = "SummariesReconciled.1"),
  @JsonSubTypes.Type(value = VaultAccessorsKept.class, name = "VaultAccessorsKept.1"),
  @JsonSubTypes.Type(value = VaultAccessorsRemoved.class, name = "VaultAccessorsRemoved.1"),
})
public sealed interface Event
    permits JobRegistered,
        JobStopped,
        JobPurged,
        EvaluationsUpdated,
        PlanApplied,
        AllocationsReported,
        AllocationsMarked,
        NodeRegistered,
        NodeStatusChanged,
        NodePurged,
        JobStabilityChanged,
        JobSourceKept,
        ScalingEventRecorded,
        ScalingPoliciesChanged,
        PeriodicLaunched,
        DeploymentStatusChanged,
        DeploymentPromoted,
        AllocationHealthSet,
        DeploymentsDeleted,
        EvaluationsDeleted,
        NodeDrainChanged,
        NodeEligibilityChanged,
        NamespacesWritten,
        NamespacesDeleted,
        NodePoolsWritten,
        NodePoolsDeleted,
        SchedulingConfigured,
        SummariesReconciled,
        VaultAccessorsKept,
        VaultAccessorsRemoved {}
